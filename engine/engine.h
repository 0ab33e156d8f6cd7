#pragma once

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>

#include "engine/cache/compile_cache.h"
#include "engine/catalogue/catalogue.h"
#include "engine/job.h"
#include "engine/limits.h"
#include "engine/outcome.h"
#include "engine/statistics/job_statistics.h"
#include "engine/step_runner.h"

namespace kiln::engine {

class EngineState;

struct EngineConfig {
    std::size_t queue_capacity = 64;  // jobs waiting, beside those that run
    LimitPolicy limits;
    CacheConfig cache;      // of what compilers left; off unless it says otherwise
    CacheConfig preambles;  // of learnt ones, likewise
    std::uint64_t most_header_bytes = 256ull << 20;  // of what one warm compiler has read
};

// Where jobs can be: one a container, and in the queue.
struct Places {
    std::size_t containers = 0;
    std::size_t queue = 0;
    bool operator==(const Places&) const = default;
};

// What the cache of compiled programs holds in memory.
struct CacheFill {
    std::size_t entries = 0;
    std::uint64_t bytes = 0;
};

// Turns jobs into outcomes: a bounded queue in front of as many workers as the
// runner is wide. Lives on one executor (the io_context's single thread); not thread-safe.
class Engine {
  public:
    // `runner` and `catalogue` must outlive the engine.
    Engine(boost::asio::any_io_executor executor, StepRunner& runner, const Catalogue& catalogue,
           EngineConfig config);
    Engine(const Engine&) = delete;
    Engine& operator=(const Engine&) = delete;
    // stop() must have completed.
    ~Engine();

    // Asks each toolchain for its version, in a container. A language whose command does not
    // run is unavailable from then on. Also lets clients ask for a version. Not twice at a time;
    // drain() and stop() wait for it.
    [[nodiscard]] boost::asio::awaitable<void> probe_versions();
    // "" while unknown or unavailable.
    [[nodiscard]] std::string version_of(const Language& language) const;

    // Takes a job. `done` is called exactly once: at once, before this returns, for what is
    // refused (Busy, Rejected), else from the executor when the job has ended, or when its
    // time is over and it still waits (Expired).
    void submit(Job job, std::function<void(Outcome)> done);

    // Ends every job of this id that waits or runs: each gets its `done`, Cancelled unless it has
    // just ended by itself. Says whether there was one. Ids are whatever clients say, so that two
    // jobs may have the same.
    bool cancel(std::string_view id);

    // Stops taking jobs and lets those it has end. Completes when none is left.
    [[nodiscard]] boost::asio::awaitable<void> drain();
    // Cancels what runs and what waits (each gets its `done`), then completes.
    [[nodiscard]] boost::asio::awaitable<void> stop();

    [[nodiscard]] std::size_t waiting() const;
    [[nodiscard]] std::size_t running() const;
    // As the configuration has them.
    [[nodiscard]] Places all_places() const;
    // Those that jobs can be submitted for now: `containers` would begin at once, `queue` more
    // would wait. A container counts only while it stands, and also while it works ahead, since
    // that gives way. None once drain() or stop() was called.
    [[nodiscard]] Places free_places() const;
    // What became of jobs so far. A job counts before its `done` is called.
    [[nodiscard]] const JobStatistics& statistics() const;
    [[nodiscard]] CacheFill cache_fill() const;
    [[nodiscard]] const Catalogue& catalogue() const;
    [[nodiscard]] const pool::Isolation& isolation() const;

  private:
    std::shared_ptr<EngineState> state_;
};

}  // namespace kiln::engine
