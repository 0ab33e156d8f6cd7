#pragma once

#include <boost/asio/io_context.hpp>
#include <boost/asio/steady_timer.hpp>

namespace kiln::messaging {

// What the courier waits for.
struct ConnectionTimers {
    explicit ConnectionTimers(boost::asio::io_context& io)
        : wake(io), watch(io), reopen(io), drained(io), told(io) {}

    void cancel() {
        for (auto* const timer : {&wake, &watch, &reopen, &drained, &told}) timer->cancel();
    }

    boost::asio::steady_timer wake;     // something is due for a reply
    boost::asio::steady_timer watch;    // the regular look
    boost::asio::steady_timer reopen;   // another session, or the end of waiting for the last
    boost::asio::steady_timer drained;  // a look at whether the last request was taken
    boost::asio::steady_timer told;     // a look at whether the server's words were told
};

}  // namespace kiln::messaging
