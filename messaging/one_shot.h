#pragma once

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/as_tuple.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <chrono>

namespace kiln::messaging {

// Something that happens once, and one coroutine that waits for it. Everything on `executor`;
// must outlive the wait.
class OneShot {
  public:
    explicit OneShot(boost::asio::any_io_executor executor) : timer_(std::move(executor)) {}

    void fire() {
        fired_ = true;
        timer_.cancel();
    }

    // Completes when fire() is called, at once if it was, or at `until`. Says whether it was.
    [[nodiscard]] boost::asio::awaitable<bool> wait(std::chrono::steady_clock::time_point until) {
        if (!fired_) {
            timer_.expires_at(until);
            co_await timer_.async_wait(boost::asio::as_tuple(boost::asio::use_awaitable));
        }
        co_return fired_;
    }

  private:
    boost::asio::steady_timer timer_;
    bool fired_ = false;
};

}  // namespace kiln::messaging
