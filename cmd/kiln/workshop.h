#pragma once

#include <boost/asio/awaitable.hpp>
#include <boost/asio/io_context.hpp>
#include <functional>
#include <memory>

#include "cmd/kiln/cache_place.h"
#include "cmd/kiln/settings.h"
#include "engine/engine.h"
#include "engine/pool_runner.h"

namespace kiln::cmd {

// Pool and engine wired together for one process, on one io_context and its single thread.
class Workshop {
  public:
    // `link` is of a running spawner. `catalogue` must outlive it.
    Workshop(boost::asio::io_context& io, pool::SpawnerLink link, const Settings& settings,
             const engine::Catalogue& catalogue, Caches caches = {});

    // Makes the containers. On an Error stop() is still to be called.
    [[nodiscard]] boost::asio::awaitable<pool::Result<void>> start();
    // Cancels what runs, destroys the containers, ends the spawner.
    [[nodiscard]] boost::asio::awaitable<void> stop();

    [[nodiscard]] engine::Engine& engine() { return engine_; }
    [[nodiscard]] pool::Pool& pool() { return pool_; }

  private:
    pool::Pool pool_;
    engine::PoolRunner runner_;
    engine::Engine engine_;
};

// For commands that run programs without NATS: reads the settings, starts the spawner, drops
// privileges, makes the pool and gives `work` the engine; then tidies up. Returns what `work`
// returned, or 1 with the trouble on stderr. `name` is the command, for messages.
//
// `work` is a coroutine function; what it uses must outlive the call.
[[nodiscard]] int with_engine(
    const char* name, Settings settings, const engine::Catalogue& catalogue,
    const std::function<boost::asio::awaitable<int>(engine::Engine&)>& work);

// Prints "kiln NAME: text" on stderr and returns 1.
[[nodiscard]] int complain(const char* name, const std::string& text);

}  // namespace kiln::cmd
