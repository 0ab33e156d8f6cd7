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

Connection::Core::Core(boost::asio::any_io_executor executor, ConnectionConfig config)
    : executor_(std::move(executor)),
      config_(std::move(config)),
      handover_(std::make_shared<Handover>(executor_, config_.backlog)),
      delivery_(*this, config_.kept, tools()),
      passing_({}, passing_tools()),
      pinger_([this](bool confirmed) { post([this, confirmed] { sign_came(confirmed); }); }) {}

// ---- on the executor -----------------------------------------------------------------------

pool::Result<void> Connection::Core::start() {
    if (split_urls(config_.session.access.urls).empty())
        return pool::plain_error("no NATS server is named", "set NATSURL");
    work_.emplace(courier_context_.get_executor());
    post([this] {
        open_session();
        watch();
    });
    pinger_.start();
    courier_ = std::thread([this] {
        (void)pthread_setname_np(pthread_self(), "kiln-nats");
        courier_context_.run();
    });
    return pool::success();
}

boost::asio::awaitable<void> Connection::Core::stop_receiving() {
    const auto done = std::make_shared<OneShot>(executor_);
    post([this, done] {
        receiving_ = false;
        drain_waiters_.push_back(done);
        if (session_) session_->stop_receiving();
        watch_drain();
    });
    if (!co_await done->wait(Clock::now() + kDrainLimit))
        spdlog::warn("NATS did not confirm that it sends no more requests");
}

boost::asio::awaitable<bool> Connection::Core::settle(Clock::time_point until) {
    const auto done = std::make_shared<OneShot>(executor_);
    post([this, done] {
        settle_waiters_.push_back(done);
        delivery_changed();
    });
    co_return co_await done->wait(until);
}

boost::asio::awaitable<void> Connection::Core::stop() {
    if (!courier_.joinable()) co_return;
    const auto done = std::make_shared<OneShot>(executor_);
    post([this, done] {
        close_waiters_.push_back(done);
        close();
    });
    (void)co_await done->wait(Clock::time_point::max());
    handover_->close();
    courier_.join();
}

// ---- on the library's threads --------------------------------------------------------------

// A server that refuses something does so for every message: one line each second says it.
void Connection::Core::on_error(std::string text) {
    if (errors_++ > 0) return;
    post([text = std::move(text)] {
        pool::log_event(spdlog::level::warn, "NATS error", {{"error", text}});
    });
}

void Connection::Core::on_closed(std::string reason) {
    post([this, reason = std::move(reason)] { session_closed(reason); });
}

// ---- the face ------------------------------------------------------------------------------

Connection::Connection(boost::asio::any_io_executor executor, ConnectionConfig config)
    : core_(std::make_shared<Core>(std::move(executor), std::move(config))) {}

Connection::~Connection() = default;

pool::Result<void> Connection::start() {
    return core_->start();
}

std::unique_ptr<Responder> Connection::responder_for(std::string reply_to,
                                                     Clock::time_point arrived) {
    return core_->responder_for(std::move(reply_to), arrived, {});
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

NatsTraffic Connection::traffic() const {
    return core_->traffic();
}

}  // namespace kiln::messaging
