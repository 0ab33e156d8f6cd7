#pragma once

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>

#include "messaging/discovery/service_description.h"
#include "messaging/nats/handover.h"
#include "messaging/nats/reply_delivery.h"
#include "messaging/nats/reply_subjects.h"
#include "messaging/nats/session_options.h"
#include "messaging/reception.h"
#include "pool/base/result.h"

namespace kiln::messaging {

struct ConnectionConfig {
    SessionConfig session;
    Routes routes;  // to subscribe to
    ReplySubjects reply_subjects;
    // Made with the same routes: answers who asks for services, and counts. Null: nobody does.
    std::shared_ptr<const ServiceDescription> discovery;
    // The edge. All on the courier's thread, one at a time; never on the executor.
    Receive receive;
    std::function<void()> look;   // once a second
    std::string busy_reply;       // what a request gets that there is no room for
    std::function<void()> on_up;  // on `executor`, each time the server has our subscriptions
    // Requests for which the executor has not found time yet; beyond it, busy_reply.
    Handover::Bounds backlog;
    // Replies that are not known to have arrived, and as much again of drafts.
    ReplyDelivery::Bounds kept;
};

// What a connection has counted since its start.
struct NatsTraffic {
    std::uint64_t connections = 0;     // that were made; all but the first are reconnects
    std::uint64_t busy_early = 0;      // requests answered busy before they were looked at
    std::uint64_t busy_unsaid = 0;     // of those and of service answers: the server took them not
    std::uint64_t ignored = 0;         // requests whose reply subject may not be answered
    std::uint64_t passed_on = 0;       // requests that other instances took
    std::uint64_t replies_resent = 0;  // attempts after the first, of all replies
    std::uint64_t replies_given_up = 0;
};

// The source of requests that name a reply subject. NATS for one executor: requests come in for
// it, replies go out from it, and nothing of NATS ever holds it. A thread of the connection's own, the courier, makes all calls of the library,
// since these wait for a lock that it holds while it connects; the courier also does what takes
// time for each message (`receive`, `encode`).
//
// Everything here is called on `executor`, one thread. stop() must have completed before the
// destructor runs, if start() was called.
class Connection {
  public:
    Connection(boost::asio::any_io_executor executor, ConnectionConfig config);
    Connection(const Connection&) = delete;
    Connection& operator=(const Connection&) = delete;
    ~Connection();

    // Begins to connect, and returns. There is no failing to connect, only waiting for it: the
    // Error is about what can never work.
    [[nodiscard]] pool::Result<void> start();

    // How a request that came at `arrived` is answered on the subject it names: a reply is sent, or
    // kept until it can be sent or its time is over. Also on the courier's thread.
    [[nodiscard]] std::unique_ptr<Responder> responder_for(std::string reply_to,
                                                           Clock::time_point arrived);

    // Leaves the queue group. Completes when the last request that was under way was handed on.
    [[nodiscard]] boost::asio::awaitable<void> stop_receiving();
    // Completes when every reply is delivered or given up, at the latest at `until`. Says which.
    [[nodiscard]] boost::asio::awaitable<bool> settle(Clock::time_point until);
    // Closes the connection and ends the threads. No work is handed on after that.
    [[nodiscard]] boost::asio::awaitable<void> stop();

    [[nodiscard]] bool connected() const;
    [[nodiscard]] NatsTraffic traffic() const;

  private:
    class Core;
    std::shared_ptr<Core> core_;
};

}  // namespace kiln::messaging
