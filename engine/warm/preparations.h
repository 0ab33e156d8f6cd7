#pragma once

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>
#include <chrono>
#include <deque>
#include <functional>
#include <memory>

#include "engine/step_runner.h"

namespace kiln::engine {

// The engine's own work in cells, beside its jobs and one piece at a time: what compilers are helped
// with is made so. Lives on the engine's executor.
class Preparations {
  public:
    using Work = std::function<boost::asio::awaitable<void>()>;

    // `on_idle` is called whenever the last piece has ended. `runner` must outlive it.
    Preparations(boost::asio::any_io_executor executor, StepRunner& runner,
                 std::function<void()> on_idle)
        : executor_(std::move(executor)), runner_(runner), on_idle_(std::move(on_idle)) {}

    // Begins it when those before it have ended; never, once stopped.
    void add(Work work);
    // A step of the piece that is being done, over by then.
    [[nodiscard]] boost::asio::awaitable<pool::Result<pool::StepReport>> run(
        pool::StepSpec step, std::chrono::milliseconds patience);

    [[nodiscard]] bool busy() const { return canceller_ != nullptr; }
    [[nodiscard]] bool stopped() const { return stopped_; }
    // Ends what is being done; nothing more is.
    void stop();

  private:
    void begin_next();

    boost::asio::any_io_executor executor_;
    StepRunner& runner_;
    std::function<void()> on_idle_;
    std::deque<Work> queue_;
    Work work_;                             // being done
    std::shared_ptr<Canceller> canceller_;  // of its steps
    bool stopped_ = false;
};

}  // namespace kiln::engine
