#pragma once

#include <atomic>
#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/post.hpp>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <thread>
#include <vector>

#include "messaging/nats/backoff.h"
#include "messaging/nats/connection.h"
#include "messaging/nats/connection_timers.h"
#include "messaging/nats/passing_on.h"
#include "messaging/nats/pinger.h"
#include "messaging/nats/request_responder.h"
#include "messaging/nats/session.h"
#include "messaging/nats/traffic_counts.h"
#include "messaging/nats/traffic_spell.h"
#include "messaging/one_shot.h"
#include "pool/base/assert.h"

namespace kiln::messaging {

inline constexpr std::size_t kDefaultMaxPayload = 1u << 20;

// Theory of operation. Four kinds of threads meet here:
//
//   the courier     our own thread with its own io_context. Owns the session, and with it the
//                   socket, the delivery of replies and their timers; decodes and encodes.
//   the executor's  posts drafts and orders to the courier; gets work through the Handover.
//   the pinger      waits for one PONG at a time, and posts to the courier that it came.
//   the library's   call the SessionListener part; every event is posted to the courier.
//
// What more than one of them touches is atomic, or const after construction. What is posted is
// bounded: drafts, errors and words about replies are counted, all else comes once a connection.
// The listener a session gets is a pointer of its own whose release is posted to the courier: then
// that session is over. Handlers on the courier's io_context hold a bare `this`: the Core outlives them.

class Connection::Core final : public SessionListener,
                               public ReplyWire,
                               public std::enable_shared_from_this<Connection::Core> {
  public:
    Core(boost::asio::any_io_executor executor, ConnectionConfig config);
    ~Core() override { KILN_ASSERT(!courier_.joinable()); }

    // ---- on the executor, as Connection has them; connected() anywhere, answers on both
    pool::Result<void> start();
    std::unique_ptr<Responder> responder_for(std::string reply_to, Clock::time_point arrived,
                                             RequestResponder::Beside beside);
    boost::asio::awaitable<void> stop_receiving();
    boost::asio::awaitable<bool> settle(Clock::time_point until);
    boost::asio::awaitable<void> stop();
    [[nodiscard]] bool connected() const { return up_; }
    [[nodiscard]] NatsTraffic traffic() const { return counts_.totals(); }  // likewise

    // ---- SessionListener: on the library's threads
    void on_closed(std::string reason) override;
    void on_error(std::string text) override;
    void on_not_permitted(Violation violation, std::string text) override;
    void on_nobody_listened(std::string token) override;

    // ---- ReplyWire: on the courier
    Written write(const WireReply& reply) override {
        return session_ ? session_->write(reply) : Written::No;
    }
    std::uint64_t connections() const override { return connections_; }

  private:
    void post(auto work) { boost::asio::post(courier_context_, std::move(work)); }
    using Waiters = std::vector<std::shared_ptr<OneShot>>;
    void fire(Waiters& waiters);

    // ---- on the courier: the life of sessions (courier.cpp)
    void open_session();
    void session_closed(const std::string& reason);
    void session_over();
    void connection_up();
    void watch_drain();
    void watch();
    void watch_again();
    void look_at_counters();
    void look_for_silence();
    void close();
    void finish();

    // ---- on the courier: messages (traffic.cpp)
    [[nodiscard]] Session::Receivers receivers();
    [[nodiscard]] bool wanted(const RoutePtr& route, const std::string& reply_to,
                              std::size_t bytes);
    void asked(std::size_t number, const std::string& reply_to);
    [[nodiscard]] bool answerable(const std::string& reply_to, std::size_t bytes);
    void write_once(const std::string& reply_to, const std::string& text);
    void received(Inbound request, std::string reply_to);
    void answer(ReplyDraft draft);  // also on the executor
    void deliver(ReplyDraft draft);
    void delivery_changed();
    void ask_for_sign();
    void sign_came(bool confirmed);
    void sign_holds();
    [[nodiscard]] ReplyDelivery::Tools tools();

    // ---- on the courier: requests for other instances (passing.cpp)
    [[nodiscard]] std::shared_ptr<const PassableRequest> passable(const Inbound& request) const;
    void not_permitted(const Violation& violation);
    [[nodiscard]] PassingOn::Tools passing_tools();

    const boost::asio::any_io_executor executor_;
    const ConnectionConfig config_;
    const std::shared_ptr<Handover> handover_;

    std::atomic<bool> up_ = false;
    std::atomic<std::size_t> drafts_ = 0;  // posted to the courier, and their bytes
    std::atomic<std::size_t> draft_bytes_ = 0;
    std::atomic<std::size_t> words_ = 0;     // of nobody_listened, posted
    std::atomic<std::uint64_t> errors_ = 0;  // since the last watch

    // The courier's; declared in the order they need each other.
    boost::asio::io_context courier_context_{1};
    std::optional<boost::asio::executor_work_guard<boost::asio::io_context::executor_type>> work_;
    ConnectionTimers timers_{courier_context_};
    std::optional<Clock::time_point> armed_;  // when timers_.wake is to fire
    TrafficCounts counts_;
    ReplyDelivery delivery_;
    PassingOn passing_;
    std::unique_ptr<Session> session_;
    std::uint64_t connections_ = 0;
    Clock::time_point up_since_{};
    std::vector<std::string> others_;  // of the cluster
    std::string trouble_;              // the last that was logged
    Backoff backoff_;
    Pinger pinger_;
    std::optional<AskedSign> asked_;
    bool probe_ = false;     // a sign is wanted though nothing was written
    bool announce_ = false;  // the next sign says that the server has our subscriptions
    TrafficSpell spell_;
    std::size_t max_payload_ = kDefaultMaxPayload;
    int sessions_alive_ = 0;  // also those that are closed but not over
    bool closing_ = false;
    bool receiving_ = true;
    std::set<std::string> denied_;  // what the server keeps from us, as it was logged
    Waiters drain_waiters_, settle_waiters_, close_waiters_;
    std::thread courier_;
};

}  // namespace kiln::messaging
