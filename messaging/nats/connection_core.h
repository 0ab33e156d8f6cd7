#pragma once

#include <atomic>
#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/steady_timer.hpp>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <thread>
#include <utility>
#include <vector>

#include "messaging/nats/connection.h"
#include "messaging/nats/watched_counter.h"
#include "messaging/one_shot.h"
#include "pool/base/assert.h"

namespace kiln::messaging {

inline constexpr std::size_t kDefaultMaxPayload = 1u << 20;

// Theory of operation. Three kinds of threads meet here:
//
//   the library's   call the SessionListener part. A request is posted straight to the executor;
//                   every other event is posted to the courier.
//   the courier     our own thread with its own io_context. Owns the session, the delivery of
//                   replies and their timers, and makes all calls that may block.
//   the executor's  posts replies and orders to the courier; gets requests and answers.
//
// What more than one of them touches is atomic, or const after construction. The listener a
// session gets is a pointer of its own whose release is posted to the courier: then that session
// is over. Handlers on the courier's io_context hold a bare `this`: it cannot outlive the Core.

class Connection::Core final : public SessionListener,
                               public ReplyWire,
                               public std::enable_shared_from_this<Connection::Core> {
  public:
    Core(boost::asio::any_io_executor executor, ConnectionConfig config, RequestHandler on_request)
        : executor_(std::move(executor)),
          config_(std::move(config)),
          handler_(std::move(on_request)),
          delivery_(*this, config_.max_kept_bytes) {}
    ~Core() override { KILN_ASSERT(!courier_.joinable()); }

    // ---- on the executor
    pool::Result<void> start();
    void send(OutboundReply reply);
    boost::asio::awaitable<void> stop_receiving();
    boost::asio::awaitable<bool> settle(Clock::time_point until);
    boost::asio::awaitable<void> stop();

    // ---- on any thread
    [[nodiscard]] bool connected() const { return up_; }
    [[nodiscard]] std::size_t max_payload() const { return max_payload_; }

    // ---- SessionListener: on the library's threads
    void on_connected() override {
        post([this] { connection_up(); });
    }
    void on_disconnected() override {
        post([this] { connection_down(); });
    }
    void on_closed(std::string reason) override;
    void on_error(std::string text) override;
    bool on_request(Inbound request) override;
    const std::string& busy_reply() const override { return config_.busy_reply; }
    void on_receiving_ended() override {
        post([this] { receiving_ended(); });
    }
    void on_nobody_listened(std::string token) override;
    void on_marker(std::string token) override;

    // ---- ReplyWire: on the courier
    Written write(const std::string& subject, const std::string& token,
                  std::string_view payload) override {
        return session_ ? session_->write(subject, token, payload) : Written::No;
    }
    Written write_marker(const std::string& token) override {
        return session_ ? session_->write_marker(token) : Written::No;
    }

  private:
    template <typename Work>
    void post(Work work) {
        boost::asio::post(courier_context_, std::move(work));
    }
    using Waiters = std::vector<std::shared_ptr<OneShot>>;
    void fire(Waiters& waiters);
    void deliver(Inbound request, std::size_t bytes);

    // ---- on the courier
    void open_session();
    void session_closed(const std::string& reason);
    void session_over();
    void connection_up();
    void connection_down();
    void receiving_ended();
    void close();
    void finish();
    void delivery_changed();
    void watch();

    const boost::asio::any_io_executor executor_;
    const ConnectionConfig config_;
    const RequestHandler handler_;

    std::atomic<bool> up_ = false;
    std::atomic<bool> stopped_ = false;
    std::atomic<std::size_t> max_payload_ = kDefaultMaxPayload;
    std::atomic<std::size_t> backlog_messages_ = 0;
    std::atomic<std::size_t> backlog_bytes_ = 0;
    std::atomic<std::uint64_t> overflowed_ = 0;

    // The courier's; declared in the order they need each other.
    boost::asio::io_context courier_context_{1};
    std::optional<boost::asio::executor_work_guard<boost::asio::io_context::executor_type>> work_;
    boost::asio::steady_timer wake_{courier_context_};
    boost::asio::steady_timer watch_{courier_context_};
    boost::asio::steady_timer reopen_{courier_context_};
    ReplyDelivery delivery_;
    std::unique_ptr<Session> session_;
    int sessions_alive_ = 0;  // also those that are closed but not over
    bool closing_ = false;
    bool receiving_ = true;
    bool told_down_ = false;
    std::uint64_t errors_ = 0;       // since the last watch
    std::size_t subjects_left_ = 0;  // still to be drained
    Waiters drain_waiters_;
    Waiters settle_waiters_;
    Waiters close_waiters_;
    WatchedCounter dropped_{"requests dropped by the NATS library"};
    WatchedCounter overflow_{"requests answered busy before the queue"};
    WatchedCounter retried_{"replies sent again"};
    std::thread courier_;
};

}  // namespace kiln::messaging
