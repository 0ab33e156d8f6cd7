#include "messaging/nats/connection_core.h"
#include "messaging/nats/server_url.h"
#include "pool/base/log.h"
#include "pool/base/regular_look.h"

namespace kiln::messaging {

namespace {

using namespace std::chrono_literals;

constexpr auto kReopen = 2s;       // after the library gave a connection up
constexpr auto kLastGoodbye = 3s;  // for the library's threads to leave our callbacks

}  // namespace

void Connection::Core::open_session() {
    ++sessions_alive_;
    std::shared_ptr<SessionListener> listener(
        this, [self = shared_from_this()](SessionListener* /*core*/) {
            self->post([core = self.get()] { core->session_over(); });
        });
    auto opened = Session::open(config_.session, std::move(listener));
    if (!opened) {
        pool::log_event(spdlog::level::err, "cannot use NATS", {{"error", opened.error().text()}});
        return;  // session_over() comes next, and opens another later
    }
    session_ = std::move(opened).value();
    if (!receiving_) session_->stop_receiving();
    if (session_->connected()) return connection_up();
    if (!std::exchange(told_down_, true))
        pool::log_event(spdlog::level::info, "waiting for NATS",
                        {{"url", without_credentials(config_.session.url)}});
}

// The library has given the connection up, or has closed it because we did.
void Connection::Core::session_closed(const std::string& reason) {
    if (closing_) return;
    pool::log_event(spdlog::level::err, "NATS closed the connection", {{"reason", reason}});
    connection_down();
    session_.reset();
}

// Nothing of the library's calls us any more on behalf of a session.
void Connection::Core::session_over() {
    --sessions_alive_;
    if (closing_) {
        if (sessions_alive_ == 0) finish();
        return;
    }
    session_.reset();
    reopen_.expires_after(kReopen);
    reopen_.async_wait([this](const boost::system::error_code& error) {
        if (!error && !closing_) open_session();
    });
}

void Connection::Core::connection_up() {
    if (!session_) return;
    if (const std::size_t most = session_->max_payload(); most > 0) max_payload_ = most;
    up_ = true;
    told_down_ = false;
    pool::log_event(spdlog::level::info, "connected to NATS",
                    {{"url", session_->server()}, {"max_payload", std::to_string(max_payload_)}});
    session_->flush();
    if (config_.on_up) boost::asio::post(executor_, config_.on_up);
    delivery_.connection_up(Clock::now());
    delivery_changed();
}

void Connection::Core::connection_down() {
    if (closing_ || std::exchange(told_down_, true)) return;
    up_ = false;
    pool::log_event(spdlog::level::warn, "connection to NATS lost", {});
    delivery_.connection_down();
    delivery_changed();
}

void Connection::Core::receiving_ended() {
    if (subjects_left_ > 0 && --subjects_left_ == 0) fire(drain_waiters_);
}

void Connection::Core::delivery_changed() {
    if (delivery_.settled()) fire(settle_waiters_);
    wake_.cancel();
    const auto next = delivery_.next_wake();
    if (!next || closing_) return;
    wake_.expires_at(*next);
    wake_.async_wait([this](const boost::system::error_code& error) {
        if (error) return;
        delivery_.wake(Clock::now());
        delivery_changed();
    });
}

void Connection::Core::watch() {
    if (session_) dropped_.look(static_cast<std::uint64_t>(session_->dropped()));
    overflow_.look(overflowed_);
    retried_.look(delivery_.counts().retried);
    errors_ = 0;
    watch_.expires_at(pool::next_regular_look());
    watch_.async_wait([this](const boost::system::error_code& error) {
        if (!error && !closing_) watch();
    });
}

void Connection::Core::close() {
    closing_ = true;
    up_ = false;
    session_.reset();
    reopen_.cancel();
    if (sessions_alive_ == 0) return finish();
    reopen_.expires_after(kLastGoodbye);
    reopen_.async_wait([this](const boost::system::error_code& error) {
        if (error) return;
        spdlog::warn("the NATS library did not let go of its callbacks in time");
        finish();
    });
}

// The last thing the courier does: without work and timers its io_context runs out.
void Connection::Core::finish() {
    fire(close_waiters_);
    wake_.cancel();
    watch_.cancel();
    reopen_.cancel();
    work_.reset();
}

void Connection::Core::fire(Waiters& waiters) {
    for (auto& waiter : waiters)
        boost::asio::post(executor_, [waiter = std::move(waiter)] { waiter->fire(); });
    waiters.clear();
}

}  // namespace kiln::messaging
