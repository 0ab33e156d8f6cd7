#pragma once

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/steady_timer.hpp>
#include <deque>
#include <functional>
#include <memory>

#include "engine/step_runner.h"

namespace kiln::engine {

// The engine's own work in cells, ahead of jobs and one piece at a time: what compilers are helped
// with is made so. A piece gives way to jobs; it is then done again from its start after a pause,
// which is longer each time, up to a minute: what is cut off in the end is a small part of the time,
// and what a busy engine cannot do now it does when it is less busy. Lives on the engine's executor.
class Preparations {
  public:
    enum class Progress { Done, GaveWay };
    using Work = std::function<boost::asio::awaitable<Progress>()>;

    // `on_idle` is called whenever no piece is being done any more. `runner` must outlive it.
    Preparations(boost::asio::any_io_executor executor, StepRunner& runner,
                 std::function<void()> on_idle)
        : executor_(std::move(executor)),
          runner_(runner),
          on_idle_(std::move(on_idle)),
          pause_(executor_) {}

    // Begins it when those before it have ended or pause; never, once stopped.
    void add(Work work);
    // A step of the piece that is being done, for Learning or Equipment. Waits for a container as
    // long as jobs leave none, up to a minute. See gave_way() for its Error.
    [[nodiscard]] boost::asio::awaitable<pool::Result<pool::StepReport>> run(pool::StepSpec step);

    // A piece is being done; one that pauses is not.
    [[nodiscard]] bool busy() const { return canceller_ != nullptr; }
    [[nodiscard]] bool stopped() const { return stopped_; }
    // Ends what is being done; nothing more is.
    void stop();

  private:
    struct Piece {
        Work work;
        unsigned cuts = 0;
        pool::Clock::time_point not_before = pool::Clock::time_point::min();
    };

    void begin_next();
    void ended(Progress progress);

    boost::asio::any_io_executor executor_;
    StepRunner& runner_;
    std::function<void()> on_idle_;
    boost::asio::steady_timer pause_;
    std::deque<Piece> queue_;
    Piece piece_;                           // being done
    std::shared_ptr<Canceller> canceller_;  // of its steps
    bool stopped_ = false;
};

// Whether a step has an Error only because jobs needed the containers: it is to be tried again.
[[nodiscard]] bool gave_way(const pool::Error& error);

// How long to wait after having given way so many times in a row: a second, doubled up to a minute.
[[nodiscard]] std::chrono::seconds pause_after(unsigned cuts);

}  // namespace kiln::engine
