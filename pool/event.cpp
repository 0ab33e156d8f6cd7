#include "pool/event.h"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <memory>

namespace kiln::pool {

namespace asio = boost::asio;

asio::awaitable<bool> Event::wait_until(Clock::time_point deadline) {
    while (!set_ && Clock::now() < deadline) {
        timer_.expires_at(deadline);
        (void)co_await timer_.async_wait(asio::as_tuple(asio::use_awaitable));
    }
    co_return set_;
}

asio::awaitable<bool> wait_readable(asio::posix::stream_descriptor& descriptor,
                                    Clock::time_point deadline) {
    // A timer that fired but whose handler has not run yet must not cancel a later wait.
    const auto waiting = std::make_shared<bool>(true);
    asio::steady_timer timer(descriptor.get_executor(), deadline);
    timer.async_wait([waiting, &descriptor](const boost::system::error_code& error) {
        if (!error && *waiting) descriptor.cancel();
    });
    const auto [error] = co_await descriptor.async_wait(asio::posix::stream_descriptor::wait_read,
                                                        asio::as_tuple(asio::use_awaitable));
    *waiting = false;
    timer.cancel();
    co_return !error;
}

}  // namespace kiln::pool
