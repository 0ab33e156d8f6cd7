#include <malloc.h>

#include <algorithm>

#include "messaging/nats/connection_core.h"
#include "pool/base/log.h"
#include "pool/base/regular_look.h"

namespace kiln::messaging {

namespace {

using namespace std::chrono_literals;

constexpr auto kLastingConnection = 5s;
constexpr auto kQuietLooks = 4s;    // further apart
constexpr auto kSilence = 5s;       // after which the server is asked for a PONG
constexpr auto kMostSilence = 15s;  // after which it is given up
constexpr auto kLastGoodbye = 3s;   // for the library's threads to leave our callbacks
constexpr auto kDrainLook = 5ms;

}  // namespace

void Connection::Core::open_session() {
    ++sessions_alive_;
    std::shared_ptr<SessionListener> listener(
        this, [self = shared_from_this()](SessionListener* /*core*/) {
            self->post([core = self.get()] { core->session_over(); });
        });
    SessionConfig session = config_.session;
    session.others = others_;
    auto opened = Session::open(courier_context_, session, std::move(listener), receivers());
    if (!opened) {  // session_over() comes next, and opens another later
        backoff_.failed();
        if (std::exchange(trouble_, opened.error().step) != trouble_)
            pool::log_event(spdlog::level::warn, "waiting for NATS", {{"reason", trouble_}});
        return;
    }
    session_ = std::move(opened).value();
    trouble_.clear();
    if (!receiving_) session_->stop_receiving();
    connection_up();
}

// The connection was lost, or we have closed it.
void Connection::Core::session_closed(const std::string& reason) {
    if (closing_ || !up_) return;  // the library tells us once more what we have done ourselves
    up_ = false;
    announce_ = false;
    session_.reset();
    // A server that takes us and drops us at once is no better than one that is not there.
    if (Clock::now() - up_since_ > kLastingConnection)
        backoff_.succeeded();
    else
        backoff_.failed();
    pool::log_event(spdlog::level::warn, "connection to NATS lost", {{"reason", reason}});
    delivery_.connection_down();
    passing_.connection_down();
    delivery_changed();
}

// Nothing of the library's calls us any more on behalf of a session.
void Connection::Core::session_over() {
    --sessions_alive_;
    if (closing_) {
        if (sessions_alive_ == 0) finish();
        return;
    }
    timers_.reopen.expires_after(backoff_.next());
    timers_.reopen.async_wait([this](const boost::system::error_code& error) {
        if (!error && !closing_) open_session();
    });
}

void Connection::Core::connection_up() {
    if (const std::size_t most = session_->max_payload(); most > 0) max_payload_ = most;
    if (auto others = session_->other_servers(); !others.empty()) others_ = std::move(others);
    up_ = true;
    up_since_ = Clock::now();
    announce_ = true;
    counts_.connections = ++connections_;
    pool::log_event(spdlog::level::info, "connected to NATS",
                    {{"url", session_->server()}, {"max_payload", std::to_string(max_payload_)}});
    delivery_.connection_up(Clock::now());
    delivery_changed();
}

// The library does not say when the last request of a subscription that drains was taken.
void Connection::Core::watch_drain() {
    if (!session_ || session_->receiving_ended()) return fire(drain_waiters_);
    timers_.drained.expires_after(kDrainLook);
    timers_.drained.async_wait([this](const boost::system::error_code& error) {
        if (!error && !drain_waiters_.empty()) watch_drain();
    });
}

// A server that is gone without a word, behind a broken network, is noticed by its silence only.
void Connection::Core::look_for_silence() {
    if (!session_) return;
    const auto silence = Clock::now() - session_->last_read();
    if (silence > kMostSilence) return session_closed("the server says nothing");
    if (silence < kSilence) return;
    probe_ = true;
    ask_for_sign();
}

void Connection::Core::watch() {
    look_for_silence();
    // The allocator keeps what a flood of messages made it take, in pieces too small for it to
    // return by itself. It is told to when the flood is over: some milliseconds, on this thread.
    if (spell_.look()) (void)::malloc_trim(0);
    look_at_counters();
    errors_ = 0;
    watch_again();
}

// Once a second while there is anything to look at, and else just often enough for silence.
void Connection::Core::watch_again() {
    timers_.watch.expires_at(pool::next_regular_look() + (spell_.quiet() ? kQuietLooks : 0s));
    timers_.watch.async_wait([this](const boost::system::error_code& error) {
        if (!error && !closing_) watch();
    });
}

void Connection::Core::look_at_counters() {
    if (config_.look) config_.look();
    counts_.look();
}

void Connection::Core::close() {
    closing_ = true;
    up_ = false;
    look_at_counters();
    session_.reset();
    pinger_.stop();
    timers_.reopen.cancel();
    if (sessions_alive_ == 0) return finish();
    timers_.reopen.expires_after(kLastGoodbye);
    timers_.reopen.async_wait([this](const boost::system::error_code& error) {
        if (error) return;
        spdlog::warn("the NATS library did not let go of its callbacks in time");
        finish();
    });
}

// The last thing the courier does: without work and timers its io_context runs out.
void Connection::Core::finish() {
    fire(close_waiters_);
    fire(drain_waiters_);
    timers_.cancel();
    work_.reset();
}

// By the same way as work, so that whoever waits runs after all that was handed on before.
void Connection::Core::fire(Waiters& waiters) {
    for (auto& waiter : waiters)
        handover_->push([waiter = std::move(waiter)] { waiter->fire(); }, 0);
    waiters.clear();
}

}  // namespace kiln::messaging
