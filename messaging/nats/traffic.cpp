#include <algorithm>

#include "messaging/nats/connection_core.h"
#include "messaging/nats/random_word.h"
#include "pool/base/log.h"

namespace kiln::messaging {

namespace {

constexpr std::size_t kMostWords = 8192;
constexpr auto kMoment = std::chrono::milliseconds(1);
constexpr const char* kTooMuchHeld = "too much is held already";

std::shared_ptr<EndpointStats> stats_of(const ConnectionConfig& config, const RoutePtr& route) {
    return config.discovery ? config.discovery->stats_of(route) : nullptr;
}

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
    counts_.nowhere.count();
    return false;
}

bool Connection::Core::wanted(const RoutePtr& route, const std::string& reply_to,
                              std::size_t bytes) {
    if (is_probe(reply_to, bytes) || !answerable(reply_to, bytes)) return false;
    if (drafts_ < config_.backlog.items && handover_->has_room(bytes)) return true;
    counts_.overflow.count();
    if (const auto stats = stats_of(config_, route)) stats->count({}, engine::Verdict::Busy);
    write_once(reply_to, config_.busy_reply);
    return false;
}

void Connection::Core::asked(std::size_t number, const std::string& reply_to) {
    if (!answerable(reply_to, 0)) return;
    const ServiceDescription& service = *config_.discovery;
    write_once(reply_to, service.answer(service.subjects()[number].question));
}

void Connection::Core::write_once(const std::string& reply_to, const std::string& text) {
    if (session_ && !session_->write_once(reply_to, text)) counts_.unsaid.count();
}

void Connection::Core::received(Inbound request, std::string reply_to) {
    auto passable_request = passable(request);
    const std::size_t held = passable_request ? passable_request->bytes() : 0;
    request.responder =
        responder_for(std::move(reply_to), request.arrived,
                      {stats_of(config_, request.route), std::move(passable_request)});
    Reception reception = config_.receive(std::move(request));
    if (reception.work) handover_->push(std::move(reception.work), reception.bytes + held);
}

// ---- replies -------------------------------------------------------------------------------

std::unique_ptr<Responder> Connection::Core::responder_for(std::string reply_to,
                                                           Clock::time_point arrived,
                                                           RequestResponder::Beside beside) {
    return std::make_unique<RequestResponder>(
        std::move(reply_to), arrived,
        [weak = weak_from_this()](ReplyDraft draft) {
            if (const auto core = weak.lock()) core->answer(std::move(draft));
        },
        std::move(beside));
}

// On the courier at once; from the executor by way of the courier, for as long as there is one.
void Connection::Core::answer(ReplyDraft draft) {
    if (courier_context_.get_executor().running_in_this_thread()) return deliver(std::move(draft));
    if (!courier_.joinable()) return;
    const std::size_t request = draft.request ? draft.request->bytes() : 0;
    if (draft_bytes_ + draft.bytes + request > config_.kept.bytes / 2)
        draft.request.reset();  // at worst an answer that could have been better
    else
        draft.bytes += request;
    if (draft_bytes_ + draft.bytes > config_.kept.bytes) {
        ++counts_.never_posted;
        if (counts_.undeliverable.allow(Clock::now()))
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
    if (draft.request && passing_.take(draft, Clock::now())) return delivery_changed();
    const std::size_t headers = kMostOwnHeaderBytes + draft.reply.traceparent.size();
    draft.reply.payload = draft.encode(max_payload_ - std::min(max_payload_, headers));
    draft.encode = nullptr;
    delivery_.send(std::move(draft.reply), Clock::now());
    delivery_changed();
}

void Connection::Core::delivery_changed() {
    counts_.note(delivery_.counts(), passing_.passed());
    if (delivery_.settled() && passing_.settled()) fire(settle_waiters_);
    ask_for_sign();
    auto next = delivery_.next_wake();
    if (const auto other = passing_.next_wake(); other && (!next || *other < *next)) next = other;
    if (closing_ || next == armed_) return;
    armed_ = next;
    timers_.wake.cancel();
    if (!next) return;
    timers_.wake.expires_at(*next);
    timers_.wake.async_wait([this](const boost::system::error_code& error) {
        if (error) return;
        armed_.reset();
        delivery_.wake(Clock::now());
        passing_.wake(Clock::now());
        delivery_changed();
    });
}

// One PING is under way at a time: it speaks for all replies written before it.
void Connection::Core::ask_for_sign() {
    if (asked_ || closing_ || !session_ || !up_) return;
    const auto reply = delivery_.unconfirmed();
    const auto passed = passing_.unconfirmed();
    if (!reply && !passed && !announce_ && !probe_) return;
    probe_ = false;
    asked_ = AskedSign{reply.value_or(0), passed.value_or(0), connections_};
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
        const auto now = Clock::now();
        if (!passing_.nobody_listened(token, now)) delivery_.nobody_listened(token, now);
        delivery_changed();
    });
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
    passing_.confirmed(asked.passed, Clock::now());
    if (std::exchange(announce_, false) && config_.on_up)
        boost::asio::post(executor_, config_.on_up);
    delivery_changed();
}

ReplyDelivery::Tools Connection::Core::tools() {
    return {random_word, [this](const OutboundReply& reply, std::string_view reason) {
                if (counts_.undeliverable.allow(Clock::now()))
                    pool::log_event(spdlog::level::warn, "reply undeliverable",
                                    {{"id", reply.job_id}, {"reason", std::string(reason)}});
            }};
}

}  // namespace kiln::messaging
