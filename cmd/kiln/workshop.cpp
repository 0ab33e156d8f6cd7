#include "cmd/kiln/workshop.h"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/signal_set.hpp>
#include <csignal>
#include <cstdio>
#include <exception>
#include <memory>

#include "cmd/kiln/cell_bounds.h"
#include "pool/namespaces/spawner_client.h"

namespace kiln::cmd {

namespace asio = boost::asio;

namespace {

// What one warm compiler has read is not charged to the budget of warm runtimes, but has its bound
// from there.
constexpr std::uint64_t kHeaderShare = 4;

}  // namespace

Workshop::Workshop(asio::io_context& io, pool::SpawnerLink link, const Settings& settings,
                   const engine::Catalogue& catalogue, Caches caches)
    : pool_(io.get_executor(),
            std::make_unique<pool::SpawnerClient>(io.get_executor(), std::move(link)),
            settings.pool),
      runner_(pool_),
      engine_(io.get_executor(), runner_, catalogue,
              {settings.max_jobs, settings.limits, std::move(caches.programs),
               std::move(caches.preambles), settings.pool.upkeep.memory_bytes / kHeaderShare}) {}

asio::awaitable<pool::Result<void>> Workshop::start() {
    return pool_.start();
}

asio::awaitable<void> Workshop::stop() {
    co_await engine_.stop();
    co_await pool_.stop();
}

int complain(const char* name, const std::string& text) {
    std::fprintf(stderr, "kiln %s: %s\n", name, text.c_str());
    return 1;
}

namespace {

asio::awaitable<int> live(const char* name, Workshop* workshop,
                          std::function<asio::awaitable<int>(engine::Engine&)> work) {
    int status = 1;
    const pool::Result<void> started = co_await workshop->start();
    if (started)
        status = co_await work(workshop->engine());
    else
        status = complain(name, started.error().text());
    co_await workshop->stop();
    co_return status;
}

}  // namespace

int with_engine(const char* name, Settings settings, const engine::Catalogue& catalogue,
                const std::function<asio::awaitable<int>(engine::Engine&)>& work) {
    bound_cells(settings, catalogue);
    // The spawner first: it must be forked before any thread exists.
    auto link = pool::start_spawner(settings.spawner);
    if (!link) return complain(name, link.error().text());
    const auto dropped = pool::drop_privileges(link.value().engine_uid);
    if (!dropped) return complain(name, dropped.error().text());
    pool::configure_log(settings.log_format, settings.log_level);

    asio::io_context io(1);
    Workshop workshop(io, std::move(link).value(), settings, catalogue);
    int status = 1;
    asio::signal_set signals(io, SIGINT, SIGTERM);
    signals.async_wait([&](const boost::system::error_code& error, int) {
        if (!error)
            asio::co_spawn(io, workshop.engine().stop(), [](const std::exception_ptr& trouble) {
                if (trouble) std::rethrow_exception(trouble);
            });
    });
    asio::co_spawn(io, live(name, &workshop, work),
                   [&](const std::exception_ptr& trouble, int result) {
                       if (trouble) std::rethrow_exception(trouble);
                       status = result;
                       signals.cancel();
                   });
    io.run();
    return status;
}

}  // namespace kiln::cmd
