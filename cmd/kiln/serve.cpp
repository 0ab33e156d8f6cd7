#include <unistd.h>

#include <array>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/signal_set.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <csignal>
#include <cstdio>
#include <exception>
#include <optional>

#include "cmd/kiln/cache_place.h"
#include "cmd/kiln/cell_bounds.h"
#include "cmd/kiln/commands.h"
#include "cmd/kiln/help.h"
#include "cmd/kiln/service_manager.h"
#include "cmd/kiln/status/status_port.h"
#include "cmd/kiln/status/usage_watch.h"
#include "cmd/kiln/warm_place.h"
#include "cmd/kiln/workshop.h"
#include "messaging/service.h"
#include "pool/base/regular_look.h"
#include "pool/event.h"

namespace kiln::cmd {

namespace asio = boost::asio;

namespace {

constexpr const char* kUsage =
    "kiln serve [FLAGS]\n"
    "\n"
    "Answers requests that come over NATS on compiler.execute.request and\n"
    "problems.execute.request. SIGTERM or SIGINT: take no more, finish what is there, leave\n"
    "nothing behind, exit 0. A second one: stop at once.\n";

std::string host_name() {
    std::array<char, 256> name{};
    return ::gethostname(name.data(), name.size() - 1) == 0 ? name.data() : "kiln";
}

// Of this instance among all, as the operator gave it or not.
std::string name_of(const Settings& settings, unsigned instance) {
    if (!settings.service.worker_name.empty()) return settings.service.worker_name;
    return host_name() + "-" + std::to_string(instance);
}

// The worker's life: start, serve until told to stop, drain, tidy up. One coroutine, on the
// io_context's only thread, with two watches beside it: signals, and whether there are containers.
class Worker {
  public:
    Worker(asio::io_context& io, pool::SpawnerLink link, const Settings& settings,
           const engine::Catalogue& catalogue, Caches caches)
        : settings_(settings),
          name_(name_of(settings, link.instance)),
          io_(io),
          workshop_(io, std::move(link), settings, catalogue, std::move(caches)),
          service_(io.get_executor(), workshop_.engine(), service_config()),
          usage_([this] { return workshop_.pool().usage(); }),
          status_port_(status_sources(catalogue)),
          manager_(io.get_executor(), [this] { return status_line(); }),
          signals_(io, SIGINT, SIGTERM),
          watch_(io),
          told_to_stop_(io.get_executor()) {}

    void begin() {
        await_signal();
        watch_pool();
        manager_.begin();
        asio::co_spawn(io_, live(), [this](const std::exception_ptr& error) {
            if (error) std::rethrow_exception(error);
            signals_.cancel();
            watch_.cancel();
            manager_.close();
            status_port_.close();
        });
    }
    [[nodiscard]] int status() const { return status_; }

  private:
    messaging::ServiceConfig service_config() {
        messaging::ServiceConfig config = settings_.service;
        config.on_ready = [this] {
            spdlog::info("ready");
            manager_.ready();
        };
        config.worker_name = name_;
        config.version = KILN_VERSION;
        return config;
    }

    StatusSources status_sources(const engine::Catalogue& catalogue) {
        return {io_.get_executor(),
                [this] { return health(); },
                [this] { return figures(); },
                catalogue,
                KILN_VERSION,
                name_};
    }

    [[nodiscard]] Health health() {
        return {service_.connected(), told_to_stop_.is_set(), hopeless_, workshop_.pool().count()};
    }

    [[nodiscard]] Figures figures() {
        Figures figures = figures_of(workshop_.engine(), workshop_.pool(), service_);
        figures.health = health();
        figures.usage = usage_.ask(pool::Clock::now());
        return figures;
    }

    [[nodiscard]] std::string status_line() {
        const Health now = health();
        const std::string trouble = trouble_of(now);
        return (trouble.empty() ? "serving" : trouble) + "; " + containers_text(now.containers);
    }

    asio::awaitable<void> live() {
        const pool::Result<void> started = co_await start();
        if (!started) {
            spdlog::critical("{}", started.error().text());
            status_ = 1;
        } else {
            co_await told_to_stop_.wait_until(pool::Clock::time_point::max());
            co_await finish();
        }
        co_await workshop_.stop();
        spdlog::info("stopped");
    }

    asio::awaitable<pool::Result<void>> start() {
        BOOST_OUTCOME_CO_TRY(const std::uint16_t port,
                             status_port_.open(settings_.port_address, settings_.port));
        BOOST_OUTCOME_CO_TRY(co_await workshop_.start());
        co_await workshop_.engine().probe_versions();
        pool::log_event(spdlog::level::info, "containers stand",
                        {{"containers", std::to_string(workshop_.pool().size())},
                         {"health_port", std::to_string(port)}});
        if (!told_to_stop_.is_set()) {
            BOOST_OUTCOME_CO_TRY(service_.start());
            serving_ = true;
        }
        co_return pool::success();
    }

    // First signal, or no hope: the queue group is left, what was taken is answered, in the last
    // moment with the news that it was cancelled. Second signal: at once.
    asio::awaitable<void> finish() {
        manager_.stopping(settings_.drain);
        if (!serving_) co_return;
        spdlog::info("draining");
        const auto until = pool::Clock::now() + settings_.drain;
        const bool all_ended = co_await service_.drain(until);
        if (!all_ended) {
            spdlog::warn("{} jobs have not ended after {} s and are cancelled",
                         service_.outstanding(), settings_.drain.count());
            co_await workshop_.engine().stop();
        }
        co_await service_.stop();
    }

    void await_signal() {
        signals_.async_wait([this](const boost::system::error_code& error, int) {
            if (error) return;
            if (signalled_) {
                spdlog::warn("told twice to stop: what runs is cancelled");
                std::_Exit(1);
            }
            signalled_ = true;
            told_to_stop_.set();
            await_signal();
        });
    }

    // Where nothing can be run: better no worker than one that takes jobs. The others get them, and
    // whoever looks after us starts us anew.
    void watch_pool() {
        watch_.expires_at(pool::next_regular_look());
        watch_.async_wait([this](const boost::system::error_code& error) {
            if (error) return;
            usage_.tick(pool::Clock::now());
            hopeless_ = why_hopeless();
            if (hopeless_.empty()) return watch_pool();
            spdlog::critical("no more requests are taken: {}", hopeless_);
            status_ = 1;
            told_to_stop_.set();
        });
    }

    // "" while there are containers, or may soon be some.
    [[nodiscard]] std::string why_hopeless() {
        const pool::Pool& pool = workshop_.pool();
        if (pool.broken()) return pool.last_trouble();
        const auto since = pool.empty_since();
        if (!serving_ || told_to_stop_.is_set() || !since) return {};
        if (pool::Clock::now() - *since < settings_.empty_pool) return {};
        return "no container stands for " + std::to_string(settings_.empty_pool.count()) +
               " s: " + pool.last_trouble();
    }

    const Settings& settings_;
    const std::string name_;
    asio::io_context& io_;
    Workshop workshop_;
    messaging::Service service_;
    UsageWatch usage_;
    StatusPort status_port_;
    ServiceManager manager_;
    asio::signal_set signals_;
    asio::steady_timer watch_;
    pool::Event told_to_stop_;
    std::string hopeless_;  // why it ends by itself
    bool serving_ = false;
    bool signalled_ = false;
    int status_ = 0;
};

}  // namespace

int serve(Args args) {
    if (answered_help(args, kUsage, serve_flags())) return 0;
    const auto given = parse_flags(serve_flags(), args, Words::Mixed);
    if (!given) return complain("serve", given.error().text());
    if (!given.value().words.empty()) return complain("serve", "takes no argument, see --help");
    const auto places = find_places();
    if (!places) return complain("serve", places.error().text());
    auto settings = read_settings(given.value(), places.value());
    if (!settings) return complain("serve", settings.error().text());
    auto catalogue = engine::Catalogue::load(places.value().languages);
    if (!catalogue) return complain("serve", catalogue.error().text());
    if (settings.value().unbuffered) catalogue.value().unbuffer();

    const auto warm = place_warm_runtimes(settings.value(), catalogue.value());
    if (!warm) return complain("serve", warm.error().text());
    bound_cells(settings.value(), catalogue.value());

    // The spawner first: it must be forked before any thread exists.
    auto link = pool::start_spawner(settings.value().spawner);
    if (!link) return complain("serve", link.error().text());
    auto caches = open_caches(settings.value(), link.value());
    if (!caches) return complain("serve", caches.error().text());
    const auto dropped = pool::drop_privileges(link.value().engine_uid);
    if (!dropped) return complain("serve", dropped.error().text());
    pool::configure_log(settings.value().log_format, settings.value().log_level);

    const Shipping shipping(settings.value().shipping,
                            name_of(settings.value(), link.value().instance));
    asio::io_context io(1);
    Worker worker(io, std::move(link).value(), settings.value(), catalogue.value(),
                  std::move(caches).value());
    worker.begin();
    io.run();
    return worker.status();
}

}  // namespace kiln::cmd
