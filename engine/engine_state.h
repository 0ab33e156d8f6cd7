#pragma once

#include <algorithm>
#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/steady_timer.hpp>
#include <deque>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "engine/cache/compile_cache.h"
#include "engine/catalogue/catalogue.h"
#include "engine/engine.h"
#include "engine/job_task.h"
#include "engine/toolchain_probe.h"

namespace kiln::engine {

// What an engine's coroutines and handlers share; they keep it alive. Each job is in exactly one
// of three places: waiting_, active_ (a coroutine performs it), or a posted call of its `done`,
// counted in undelivered_.
class EngineState : public std::enable_shared_from_this<EngineState> {
  public:
    EngineState(boost::asio::any_io_executor executor, StepRunner& runner,
                const Catalogue& catalogue, EngineConfig config)
        : runner_(runner),
          catalogue_(catalogue),
          executor_(std::move(executor)),
          queue_capacity_(config.queue_capacity),
          limits_(config.limits),
          cache_(executor_, std::move(config.cache)),
          help_(executor_, runner, std::move(config.preambles), limits_, config.most_header_bytes,
                [this] {
                    if (idle()) idle_.cancel();
                }),
          toolchains_(catalogue.all().size()),
          statistics_(catalogue.all().size()),
          idle_(executor_, Clock::time_point::max()),
          next_expiry_(executor_) {}

    void submit(Job job, std::function<void(Outcome)> done);
    bool cancel(std::string_view id);
    [[nodiscard]] static boost::asio::awaitable<void> probe(std::shared_ptr<EngineState> self);
    [[nodiscard]] static boost::asio::awaitable<void> drain(std::shared_ptr<EngineState> self);
    [[nodiscard]] static boost::asio::awaitable<void> stop(std::shared_ptr<EngineState> self);

    [[nodiscard]] const Toolchain& toolchain(const Language& language) const {
        return toolchains_[place_of(language)];
    }
    [[nodiscard]] std::size_t waiting() const { return waiting_.size(); }
    [[nodiscard]] std::size_t running() const { return active_.size(); }
    [[nodiscard]] Places all_places() const { return {runner_.width(), queue_capacity_}; }
    [[nodiscard]] Places free_places() const;
    [[nodiscard]] const JobStatistics& statistics() const { return statistics_; }
    [[nodiscard]] CacheFill cache_fill() const { return {cache_.entries(), cache_.bytes()}; }
    [[nodiscard]] bool stopped() const { return stopped_; }
    [[nodiscard]] const Catalogue& catalogue() const { return catalogue_; }
    [[nodiscard]] const pool::Isolation& isolation() const { return runner_.isolation(); }

  private:
    struct Waiting {
        JobTask task;
        std::function<void(Outcome)> done;
    };
    struct Active {
        std::string id;  // the job's
        std::shared_ptr<Canceller> canceller;
    };

    [[nodiscard]] bool slot_free() const {
        return active_.size() < std::max<std::size_t>(1, runner_.width());
    }
    void start(Waiting next);
    void ended(const std::shared_ptr<Canceller>& canceller);
    void start_waiting();
    void watch_expiry();    // sets next_expiry_ to the first of waiting_ that will be due
    void expire_waiting();  // answers those that are
    // Counts the outcome and posts the call of `done`. complete() fills in what is the engine's to
    // tell.
    void deliver(const Language& language, Clock::time_point arrived,
                 std::function<void(Outcome)> done, Outcome outcome);
    [[nodiscard]] std::size_t place_of(const Language& language) const {
        return static_cast<std::size_t>(&language - catalogue_.all().data());
    }
    void complete(const Language* language, Outcome& outcome) const;
    [[nodiscard]] bool idle() const {
        return waiting_.empty() && active_.empty() && undelivered_ == 0 && !probe_ && !help_.busy();
    }

    StepRunner& runner_;
    const Catalogue& catalogue_;
    boost::asio::any_io_executor executor_;
    std::size_t queue_capacity_;
    LimitPolicy limits_;
    CompileCache cache_;
    CompileHelp help_;
    std::vector<Toolchain> toolchains_;  // one for each of catalogue_.all()
    JobStatistics statistics_;
    std::deque<Waiting> waiting_;
    std::vector<Active> active_;
    std::size_t undelivered_ = 0;
    std::shared_ptr<Canceller> probe_;  // set while versions are being asked for
    bool closed_ = false;               // nothing more is taken
    bool stopped_ = false;              // stop() has completed
    boost::asio::steady_timer idle_;    // never expires; cancelled when idle() becomes true
    boost::asio::steady_timer next_expiry_;
};

}  // namespace kiln::engine
