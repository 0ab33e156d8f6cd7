#include "messaging/nats/connection.h"

#include <pthread.h>

#include "messaging/nats/connection_core.h"
#include "messaging/nats/server_url.h"
#include "pool/base/log.h"

namespace kiln::messaging {

namespace {

using namespace std::chrono_literals;

constexpr auto kDrainLimit = 4s;  // the library's own limit for this is shorter

}  // namespace

// ---- on the executor -----------------------------------------------------------------------

pool::Result<void> Connection::Core::start() {
    if (split_urls(config_.session.url).empty())
        return pool::plain_error("no NATS server is named", "set NATSURL");
    work_.emplace(courier_context_.get_executor());
    post([this] {
        open_session();
        watch();
    });
    courier_ = std::thread([this] {
        (void)pthread_setname_np(pthread_self(), "kiln-nats");
        courier_context_.run();
    });
    return pool::success();
}

void Connection::Core::send(OutboundReply reply) {
    post([this, reply = std::move(reply)]() mutable {
        delivery_.send(std::move(reply), Clock::now());
        delivery_changed();
    });
}

boost::asio::awaitable<void> Connection::Core::stop_receiving() {
    const auto done = std::make_shared<OneShot>(executor_);
    post([this, done] {
        receiving_ = false;
        drain_waiters_.push_back(done);
        subjects_left_ = session_ ? 2 : 0;
        if (session_) session_->stop_receiving();
        if (subjects_left_ == 0) fire(drain_waiters_);
    });
    if (!co_await done->wait(Clock::now() + kDrainLimit))
        spdlog::warn("NATS did not confirm that it sends no more requests");
}

boost::asio::awaitable<bool> Connection::Core::settle(Clock::time_point until) {
    const auto done = std::make_shared<OneShot>(executor_);
    post([this, done] {
        settle_waiters_.push_back(done);
        if (delivery_.settled()) fire(settle_waiters_);
    });
    co_return co_await done->wait(until);
}

boost::asio::awaitable<void> Connection::Core::stop() {
    if (!courier_.joinable()) co_return;
    stopped_ = true;
    const auto done = std::make_shared<OneShot>(executor_);
    post([this, done] {
        close_waiters_.push_back(done);
        close();
    });
    (void)co_await done->wait(Clock::time_point::max());
    courier_.join();
}

void Connection::Core::deliver(Inbound request, std::size_t bytes) {
    --backlog_messages_;
    backlog_bytes_ -= bytes;
    if (!stopped_) handler_(std::move(request));
}

// ---- on the library's threads --------------------------------------------------------------

bool Connection::Core::on_request(Inbound request) {
    const std::size_t bytes = request.bytes();
    const std::size_t messages = ++backlog_messages_;
    const std::size_t all_bytes = backlog_bytes_ += bytes;
    if (messages > config_.max_backlog_messages || all_bytes > config_.max_backlog_bytes) {
        --backlog_messages_;
        backlog_bytes_ -= bytes;
        ++overflowed_;
        return false;
    }
    boost::asio::post(executor_, [self = shared_from_this(), request = std::move(request),
                                  bytes]() mutable { self->deliver(std::move(request), bytes); });
    return true;
}

void Connection::Core::on_error(std::string text) {
    post([this, text = std::move(text)] {
        // A server that refuses something does so for every message: one line each second says it.
        if (errors_++ == 0) pool::log_event(spdlog::level::warn, "NATS error", {{"error", text}});
    });
}

void Connection::Core::on_closed(std::string reason) {
    post([this, reason = std::move(reason)] { session_closed(reason); });
}

void Connection::Core::on_nobody_listened(std::string token) {
    post([this, token = std::move(token)] {
        delivery_.nobody_listened(token, Clock::now());
        delivery_changed();
    });
}

void Connection::Core::on_marker(std::string token) {
    post([this, token = std::move(token)] {
        delivery_.marker_returned(token);
        delivery_changed();
    });
}

// ---- the face ------------------------------------------------------------------------------

Connection::Connection(boost::asio::any_io_executor executor, ConnectionConfig config,
                       RequestHandler on_request)
    : core_(std::make_shared<Core>(std::move(executor), std::move(config), std::move(on_request))) {
}

Connection::~Connection() = default;

pool::Result<void> Connection::start() {
    return core_->start();
}

void Connection::send(OutboundReply reply) {
    core_->send(std::move(reply));
}

boost::asio::awaitable<void> Connection::stop_receiving() {
    return core_->stop_receiving();
}

boost::asio::awaitable<bool> Connection::settle(Clock::time_point until) {
    return core_->settle(until);
}

boost::asio::awaitable<void> Connection::stop() {
    return core_->stop();
}

bool Connection::connected() const {
    return core_->connected();
}

std::size_t Connection::max_payload() const {
    return core_->max_payload();
}

}  // namespace kiln::messaging
