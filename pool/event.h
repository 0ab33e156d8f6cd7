#pragma once

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/posix/stream_descriptor.hpp>
#include <boost/asio/steady_timer.hpp>

#include "pool/step.h"

namespace kiln::pool {

// A flag that one coroutine waits for and anything on the same executor sets. One waiter at a
// time. set() is remembered until clear(); the waiter runs from the executor, never inside set().
class Event {
  public:
    explicit Event(boost::asio::any_io_executor executor) : timer_(std::move(executor)) {}

    void set() {
        set_ = true;
        timer_.cancel();
    }
    void clear() { set_ = false; }
    [[nodiscard]] bool is_set() const { return set_; }

    // True once set; false at `deadline`. Clock::time_point::max() waits for ever.
    [[nodiscard]] boost::asio::awaitable<bool> wait_until(Clock::time_point deadline);

  private:
    boost::asio::steady_timer timer_;
    bool set_ = false;
};

// Completes with true when `descriptor` can be read or has ended, with false at `deadline` or when
// the descriptor is closed meanwhile. The descriptor must live until then, with no other wait on it.
[[nodiscard]] boost::asio::awaitable<bool> wait_readable(
    boost::asio::posix::stream_descriptor& descriptor, Clock::time_point deadline);

}  // namespace kiln::pool
