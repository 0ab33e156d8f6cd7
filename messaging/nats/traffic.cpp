#include <algorithm>

#include "messaging/nats/connection_core.h"
#include "messaging/nats/random_word.h"
#include "pool/base/log.h"

namespace kiln::messaging {

namespace {

constexpr std::size_t kLargeMessage = 16 << 10;  // counts as more than one
constexpr std::size_t kMostWords = 8192;
constexpr auto kMoment = std::chrono::milliseconds(1);
constexpr const char* kTooMuchHeld = "too much is held already";

}  // namespace

// ---- requests: on the courier --------------------------------------------------------------

Session::Receivers Connection::Core::receivers() {
    return {
        config_.routes,
        [this](const std::string& reply_to, std::size_t bytes) { return wanted(reply_to, bytes); },
        [this](Inbound request, std::string reply_to) {
            received(std::move(request), std::move(reply_to));
        }};
}

bool Connection::Core::wanted(const std::string& reply_to, std::size_t bytes) {
    seen_ += 1 + bytes / kLargeMessage;
    if (std::exchange(quiet_, false)) watch_again();
    if (!config_.reply_subjects.allow(reply_to)) {
        nowhere_.count();
        return false;
    }
    if (drafts_ < config_.backlog.items && handover_->has_room(bytes)) return true;
    overflow_.count();
    if (session_ && !session_->write_once(reply_to, config_.busy_reply)) unsaid_.count();
    return false;
}

void Connection::Core::received(Inbound request, std::string reply_to) {
    request.responder = responder_for(std::move(reply_to), request.arrived);
    Reception reception = config_.receive(std::move(request));
    if (reception.work) handover_->push(std::move(reception.work), reception.bytes);
}

// ---- replies -------------------------------------------------------------------------------

std::unique_ptr<Responder> Connection::Core::responder_for(std::string reply_to,
                                                           Clock::time_point arrived) {
    return std::make_unique<RequestResponder>(std::move(reply_to), arrived,
                                              [weak = weak_from_this()](ReplyDraft draft) {
                                                  if (const auto core = weak.lock())
                                                      core->answer(std::move(draft));
                                              });
}

// On the courier at once; from the executor by way of the courier, for as long as there is one.
void Connection::Core::answer(ReplyDraft draft) {
    if (courier_context_.get_executor().running_in_this_thread()) return deliver(std::move(draft));
    if (!courier_.joinable()) return;
    if (draft_bytes_ + draft.bytes > config_.kept.bytes) {
        if (undeliverable_.allow(Clock::now()))
            pool::log_event(spdlog::level::warn, "reply undeliverable",
                            {{"id", draft.reply.job_id}, {"reason", kTooMuchHeld}});
        return;
    }
    ++drafts_;
    draft_bytes_ += draft.bytes;
    post([this, draft = std::move(draft)]() mutable {
        --drafts_;
        draft_bytes_ -= draft.bytes;
        deliver(std::move(draft));
    });
}

void Connection::Core::deliver(ReplyDraft draft) {
    const std::size_t headers = kMostOwnHeaderBytes + draft.reply.traceparent.size();
    draft.reply.payload = draft.encode(max_payload_ - std::min(max_payload_, headers));
    draft.encode = nullptr;
    delivery_.send(std::move(draft.reply), Clock::now());
    delivery_changed();
}

void Connection::Core::delivery_changed() {
    if (delivery_.settled()) fire(settle_waiters_);
    ask_for_sign();
    const auto next = delivery_.next_wake();
    if (closing_ || next == armed_) return;
    armed_ = next;
    wake_.cancel();
    if (!next) return;
    wake_.expires_at(*next);
    wake_.async_wait([this](const boost::system::error_code& error) {
        if (error) return;
        armed_.reset();
        delivery_.wake(Clock::now());
        delivery_changed();
    });
}

// One PING is under way at a time: it speaks for all replies written before it.
void Connection::Core::ask_for_sign() {
    const auto number = delivery_.unconfirmed();
    if (asking_ || closing_ || !session_ || !up_ || (!number && !announce_ && !probe_)) return;
    asking_ = true;
    probe_ = false;
    asked_about_ = number.value_or(0);
    asked_on_ = connections_;
    pinger_.ask(session_->handle());
}

// On a thread of the library's.
void Connection::Core::on_nobody_listened(std::string token) {
    if (++words_ > kMostWords) {
        --words_;
        return;
    }
    post([this, token = std::move(token)] {
        --words_;
        delivery_.nobody_listened(token, Clock::now());
        delivery_changed();
    });
}

// What the server said of replies came before the sign, but by way of another thread.
void Connection::Core::sign_came(bool confirmed) {
    if (closing_) return;
    if (!confirmed || asked_on_ != connections_ || !session_) {
        asking_ = false;
        return delivery_changed();
    }
    if (session_->own_messages_told()) return post([this] { sign_holds(); });
    told_.expires_after(kMoment);
    told_.async_wait([this](const boost::system::error_code& error) {
        if (!error) sign_came(true);
    });
}

void Connection::Core::sign_holds() {
    asking_ = false;
    if (closing_) return;
    if (asked_on_ != connections_ || !up_) return delivery_changed();
    delivery_.confirmed(asked_about_);
    if (std::exchange(announce_, false) && config_.on_up)
        boost::asio::post(executor_, config_.on_up);
    delivery_changed();
}

ReplyDelivery::Tools Connection::Core::tools() {
    return {random_word, [this](const OutboundReply& reply, std::string_view reason) {
                if (undeliverable_.allow(Clock::now()))
                    pool::log_event(spdlog::level::warn, "reply undeliverable",
                                    {{"id", reply.job_id}, {"reason", std::string(reason)}});
            }};
}

}  // namespace kiln::messaging
