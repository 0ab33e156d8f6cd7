#pragma once

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>

#include "messaging/nats/inbound.h"
#include "messaging/nats/reply_delivery.h"
#include "messaging/nats/session.h"
#include "pool/base/result.h"

namespace kiln::messaging {

struct ConnectionConfig {
    SessionConfig session;
    std::function<void()> on_up;  // on `executor`, each time the server has our subscriptions
    std::string busy_reply;       // what a request gets that the executor has no room for
    // Requests between the library's threads and the executor; above either, busy_reply.
    std::size_t max_backlog_messages = 1024;
    std::size_t max_backlog_bytes = 64u << 20;
    std::size_t max_kept_bytes = 64u << 20;  // replies that are not known to have arrived
};

// NATS for one executor: requests come in on it, replies go out from it, and nothing of NATS
// ever blocks it. The library's calls wait for a lock that it holds while it connects, so they
// are all made on a thread of the connection's own; so is the delivery of replies.
//
// Everything here is called on `executor`, one thread. stop() must have completed before the
// destructor runs, if start() was called.
class Connection {
  public:
    using RequestHandler = std::function<void(Inbound)>;

    // `on_request` runs on `executor`, never after stop() has completed.
    Connection(boost::asio::any_io_executor executor, ConnectionConfig config,
               RequestHandler on_request);
    Connection(const Connection&) = delete;
    Connection& operator=(const Connection&) = delete;
    ~Connection();

    // Begins to connect, and returns. There is no failing to connect, only waiting for it: the
    // Error is about what can never work.
    [[nodiscard]] pool::Result<void> start();

    // Sends a reply, or keeps it until it can be sent or its time is over.
    void send(OutboundReply reply);

    // Leaves the queue group. Completes when the last request that was under way was handed on.
    [[nodiscard]] boost::asio::awaitable<void> stop_receiving();
    // Completes when every reply is delivered or given up, at the latest at `until`. Says which.
    [[nodiscard]] boost::asio::awaitable<bool> settle(Clock::time_point until);
    // Closes the connection and ends the thread.
    [[nodiscard]] boost::asio::awaitable<void> stop();

    [[nodiscard]] bool connected() const;
    // The server's largest payload; NATS's default until the first server was seen.
    [[nodiscard]] std::size_t max_payload() const;

  private:
    class Core;
    std::shared_ptr<Core> core_;
};

}  // namespace kiln::messaging
