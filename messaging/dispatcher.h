#pragma once

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>
#include <cstddef>
#include <memory>
#include <string>

#include "engine/engine.h"
#include "messaging/front_desk.h"
#include "messaging/log_budget.h"
#include "messaging/one_shot.h"

namespace kiln::messaging {

// Gives jobs to the engine, and their outcomes to whoever asked, whatever source that was: one
// answer for each job, the first. Lives on `executor`, the engine's, and is kept alive by the jobs
// that it waits for. The engine must outlive it.
class Dispatcher : public std::enable_shared_from_this<Dispatcher> {
  public:
    // `worker`: this instance's name in replies.
    Dispatcher(boost::asio::any_io_executor executor, engine::Engine& engine, std::string worker,
               std::shared_ptr<LogBudget> refusals)
        : executor_(std::move(executor)),
          engine_(engine),
          worker_(std::move(worker)),
          refusals_(std::move(refusals)) {}

    void take(Accepted accepted);

    // Jobs taken and not answered yet.
    [[nodiscard]] std::size_t outstanding() const { return outstanding_; }
    // Completes when there are none, at the latest at `until`. Says which. One wait at a time.
    [[nodiscard]] boost::asio::awaitable<bool> wait_until_idle(Clock::time_point until);

  private:
    struct Pending;
    void on_outcome(Pending& pending, engine::Outcome outcome);

    const boost::asio::any_io_executor executor_;
    engine::Engine& engine_;
    const std::string worker_;
    const std::shared_ptr<LogBudget> refusals_;
    std::size_t outstanding_ = 0;
    std::shared_ptr<OneShot> idle_;  // while somebody waits for outstanding_ to reach 0
};

}  // namespace kiln::messaging
