#include <algorithm>

#include "messaging/nats/connection_core.h"
#include "messaging/nats/random_word.h"
#include "pool/base/log.h"

namespace kiln::messaging {

namespace {

constexpr std::size_t kMostWords = 8192;
constexpr auto kMoment = std::chrono::milliseconds(1);
constexpr const char* kTooMuchHeld = "too much is held already";

std::vector<std::string> questions_of(const ServiceDescription* service) {
    std::vector<std::string> subjects;
    if (service == nullptr) return subjects;
    for (const auto& each : service->subjects()) subjects.push_back(each.subject);
    return subjects;
}

}  // namespace

// ---- requests: on the courier --------------------------------------------------------------

Session::Receivers Connection::Core::receivers() {
    return {config_.routes,
            [this](const RoutePtr& route, const std::string& reply_to, std::size_t bytes) {
                return wanted(route, reply_to, bytes);
            },
            [this](Inbound request, std::string reply_to) {
                received(std::move(request), std::move(reply_to));
            },
            questions_of(config_.discovery.get()),
            [this](std::size_t number, const std::string& reply_to) { asked(number, reply_to); }};
}

// Counts every message, and those that nobody can be answered to.
bool Connection::Core::answerable(const std::string& reply_to, std::size_t bytes) {
    if (spell_.saw(bytes)) watch_again();
    if (config_.reply_subjects.allow(reply_to)) return true;
    counters_.nowhere.count();
    return false;
}

bool Connection::Core::wanted(const RoutePtr& route, const std::string& reply_to,
                              std::size_t bytes) {
    if (!answerable(reply_to, bytes)) return false;
    if (drafts_ < config_.backlog.items && handover_->has_room(bytes)) return true;
    counters_.overflow.count();
    if (const auto stats = stats_of(route)) stats->count({}, engine::Verdict::Busy);
    write_once(reply_to, config_.busy_reply);
    return false;
}

void Connection::Core::asked(std::size_t number, const std::string& reply_to) {
    if (!answerable(reply_to, 0)) return;
    const ServiceDescription& service = *config_.discovery;
    write_once(reply_to, service.answer(service.subjects()[number].question));
}

void Connection::Core::write_once(const std::string& reply_to, const std::string& text) {
    if (session_ && !session_->write_once(reply_to, text)) counters_.unsaid.count();
}

std::shared_ptr<EndpointStats> Connection::Core::stats_of(const RoutePtr& route) const {
    return config_.discovery ? config_.discovery->stats_of(route) : nullptr;
}

void Connection::Core::received(Inbound request, std::string reply_to) {
    request.responder =
        responder_for(std::move(reply_to), request.arrived, stats_of(request.route));
    Reception reception = config_.receive(std::move(request));
    if (reception.work) handover_->push(std::move(reception.work), reception.bytes);
}

// ---- replies -------------------------------------------------------------------------------

std::unique_ptr<Responder> Connection::Core::responder_for(std::string reply_to,
                                                           Clock::time_point arrived,
                                                           std::shared_ptr<EndpointStats> stats) {
    return std::make_unique<RequestResponder>(
        std::move(reply_to), arrived,
        [weak = weak_from_this()](ReplyDraft draft) {
            if (const auto core = weak.lock()) core->answer(std::move(draft));
        },
        std::move(stats));
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
    timers_.wake.cancel();
    if (!next) return;
    timers_.wake.expires_at(*next);
    timers_.wake.async_wait([this](const boost::system::error_code& error) {
        if (error) return;
        armed_.reset();
        delivery_.wake(Clock::now());
        delivery_changed();
    });
}

// One PING is under way at a time: it speaks for all replies written before it.
void Connection::Core::ask_for_sign() {
    const auto number = delivery_.unconfirmed();
    if (asked_ || closing_ || !session_ || !up_ || (!number && !announce_ && !probe_)) return;
    probe_ = false;
    asked_ = AskedSign{number.value_or(0), connections_};
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

// On a thread of the library's. What the server keeps from us but need not give is our own affair.
void Connection::Core::on_not_permitted(Violation violation, std::string text) {
    if (!is_discovery(violation)) return on_error(std::move(text));
    if (++words_ > kMostWords) {
        --words_;
        return;
    }
    post([this, violation = std::move(violation)] {
        --words_;
        not_permitted(violation);
    });
}

void Connection::Core::not_permitted(const Violation& violation) {
    if (is_discovery(violation) && !std::exchange(hidden_, true))
        spdlog::info("not to be found by the NATS service API: no permission to subscribe to $SRV");
}

// What the server said of replies came before the sign, but by way of another thread.
void Connection::Core::sign_came(bool confirmed) {
    if (closing_) return;
    if (!confirmed || asked_->connection != connections_ || !session_) {
        asked_.reset();
        return delivery_changed();
    }
    if (session_->own_messages_told()) return post([this] { sign_holds(); });
    timers_.told.expires_after(kMoment);
    timers_.told.async_wait([this](const boost::system::error_code& error) {
        if (!error) sign_came(true);
    });
}

void Connection::Core::sign_holds() {
    const AskedSign asked = *std::exchange(asked_, std::nullopt);
    if (closing_) return;
    if (asked.connection != connections_ || !up_) return delivery_changed();
    delivery_.confirmed(asked.reply);
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
