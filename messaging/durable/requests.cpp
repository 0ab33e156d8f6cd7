#include <algorithm>

#include "messaging/codec/reply_encoder.h"
#include "messaging/durable/core.h"
#include "messaging/durable/names.h"
#include "messaging/intake.h"
#include "messaging/nats/random_word.h"
#include "pool/base/log.h"

namespace kiln::messaging {

namespace {

using namespace std::chrono_literals;

constexpr const char* kIdHeader = "Nats-Msg-Id";
// Whoever has a job answers its cancel at once; that nobody has it is said after this.
constexpr auto kNobodyHasIt = 250ms;

// Answers what is no job, on the thread that it is used on.
class RefusalResponder final : public Responder {
  public:
    using Send = std::function<void(Answer)>;
    explicit RefusalResponder(Send send) : send_(std::move(send)) {}
    void reply(Answer answer) override { send_(std::move(answer)); }
    void progress() override {}
    void refuse_for_now(Answer answer) override { send_(std::move(answer)); }
    void refuse_for_ever(Answer answer) override { send_(std::move(answer)); }

  private:
    const Send send_;
};

// What is the library's and the server's own does not go into the stream with a job.
Headers stored_headers(const Headers& headers) {
    Headers stored;
    for (const auto& [name, value] : headers.all())
        if (!name.starts_with("Nats-") && !stored.add(name, value)) break;
    return stored;
}

// What a message's headers take in it, and what else of ours stands there.
constexpr std::size_t kFrameRoom = 256;
std::size_t bytes_of(const Headers& headers) {
    std::size_t bytes = 0;
    for (const auto& [name, value] : headers.all()) bytes += name.size() + value.size() + 4;
    return bytes;
}

Refusal for_now(std::string text) {
    Refusal refusal = refuse("unavailable", std::move(text));
    refusal.verdict = engine::Verdict::Busy;
    refusal.for_now = true;
    return refusal;
}

}  // namespace

void DurableJobs::Core::take_message(JobsMessage message) {
    if (closing_ || !session_) return;
    if (message.subject == kSubmitSubject) return submit(std::move(message));
    if (const auto done = id_after(kDonePrefix, message.subject)) return tell_waiters(*done);
    if (const auto id = id_after(kGetPrefix, message.subject)) return get(*id, std::move(message));
    if (const auto id = id_after(kCancelPrefix, message.subject)) {
        if (message.for_one) return cancel(*id, message.reply);
        const auto held = held_.find(*id);
        if (held != held_.end()) held->second.cancelled = true;
        boost::asio::post(
            executor_, [self = shared_from_this(), id = *id, reply = message.reply,
                        stored = held != held_.end()] { self->cancel_here(id, reply, !stored); });
        return;
    }
    answer_wrong(message.reply, "", "a job's id has 1 to 64 of A-Z a-z 0-9 _ -");
}

void DurableJobs::Core::submit(JobsMessage message) {
    Inbound request;
    request.route = route_;
    request.payload = message.data;
    request.headers = message.headers;
    request.responder =
        std::make_unique<RefusalResponder>([this, reply = message.reply](const Answer& refusal) {
            if (session_) answer(reply, refusal.encode(session_->max_payload()));
        });
    request.arrived = Clock::now();
    auto accepted = submit_desk_->look_at(std::move(request));
    if (accepted) submit_accepted(*std::move(accepted), message);
}

// An id that has its result is answered from that, whatever its body is now. One that is queued is
// queued once: the stream takes a subject's message only where it has none.
void DurableJobs::Core::submit_accepted(Accepted accepted, const JobsMessage& message) {
    std::string id = accepted.named ? accepted.job.id : random_word();
    if (const auto key = message.headers.find(kIdHeader); key && !accepted.named) {
        if (!is_job_id(*key))
            return answer_wrong(message.reply, "",
                                "header Nats-Msg-Id must be 1 to 64 of A-Z a-z 0-9 _ -");
        id = *key;
    }
    if (!ready_) {
        const std::string why = forbidden_ ? "JetStream is not allowed to Kiln" : trouble_;
        return answer_trouble(message.reply, id, "durable jobs cannot be stored now: " + why);
    }
    const Headers headers = stored_headers(message.headers);
    if (message.data.size() + bytes_of(headers) + kFrameRoom > session_->max_payload())
        return answer_wrong(message.reply, id,
                            "the job and its headers are longer than what the server stores");
    const JetStream& jetstream = session_->jetstream();
    Stored there;
    Call call = jetstream.get(kResultBucket, id, there);
    if (call.done()) return answer_state(message.reply, id, {"done", {}, {}, 0});
    if (call.end == CallEnd::Absent) call = jetstream.last(kDeadStream, kDeadPrefix + id, there);
    if (call.done()) return answer_state(message.reply, id, {"parked", {}, {}, 0});
    if (call.end == CallEnd::Absent)
        call = jetstream.publish(kWorkPrefix + id, message.data, {0}, headers);
    if (call.done()) ++counts_.submitted;
    if (call.done() || call.end == CallEnd::Conflict)
        return answer_state(message.reply, id, {"queued", {}, {}, 0});
    (void)worked(call);
    answer_trouble(
        message.reply, id,
        call.end == CallEnd::Full
            ? "the job was not stored: the stream KILN_WORK is full; submit it later"
            : "it is not known whether the job was stored; submit it again with this id");
}

void DurableJobs::Core::get(const std::string& id, JobsMessage message) {
    std::chrono::milliseconds wait{0};
    if (const auto text = message.headers.find("Kiln-Wait-Ms")) {
        const auto parsed = parse_milliseconds("Kiln-Wait-Ms", *text, config_.most_wait);
        if (!parsed)
            return answer_refusal(message.reply, id,
                                  refuse("invalid_request", parsed.error().step));
        wait = parsed.value();
    }
    if (!ready_) return answer_trouble(message.reply, id, "JetStream does not answer: " + trouble_);
    const auto known = look_up(id);
    if (!known) return answer_trouble(message.reply, id, "JetStream does not answer; ask again");
    if (known->result) return answer(message.reply, *known->result);
    const bool coming = known->state.state == "queued" || known->state.state == "running";
    if (wait.count() == 0 || !coming || draining_)
        return answer_state(message.reply, id, known->state);
    wait_for(id, message.reply, Clock::now() + wait);
}

// What is queued or running becomes a result that says so; whoever runs it is told by the same
// message, and finds that there is a result.
void DurableJobs::Core::cancel(const std::string& id, const std::string& reply) {
    Stored work;
    Call call{CallEnd::Failed, {}, 0};
    if (ready_) {
        const JetStream& jetstream = session_->jetstream();
        Stored there;
        call = jetstream.get(kResultBucket, id, there);
        if (call.done()) return answer_state(reply, id, {"done", {}, {}, 0});
        if (call.end == CallEnd::Absent) call = jetstream.last(kWorkStream, kWorkPrefix + id, work);
        if (call.done()) return store_cancelled(id, work, reply);
        if (call.end == CallEnd::Absent)
            call = jetstream.last(kDeadStream, kDeadPrefix + id, there);
        if (call.done()) return answer_state(reply, id, {"parked", {}, {}, 0});
        if (!worked(call)) return answer_trouble(reply, id, "JetStream does not answer; ask again");
    }
    const auto later = std::make_shared<boost::asio::steady_timer>(clerk_context_, kNobodyHasIt);
    later->async_wait([this, later, id, reply](const boost::system::error_code& error) {
        if (!error) answer_state(reply, id, {"unknown", {}, {}, 0});
    });
}

void DurableJobs::Core::store_cancelled(const std::string& id, const Stored& work,
                                        const std::string& reply) {
    Refusal refusal = refuse("", "the job was cancelled");
    refusal.status_message = "Failed to execute code";
    refusal.verdict = engine::Verdict::Cancelled;
    ReplyContext context;
    context.id = id;
    context.worker = config_.worker;
    const std::string result = encode_refusal(refusal, isolation_, context);
    const Call call = session_->jetstream().create(kResultBucket, id, result);
    if (call.end == CallEnd::Conflict) return answer_state(reply, id, {"done", {}, {}, 0});
    if (!call.done()) {
        (void)worked(call);
        return answer_trouble(reply, id, "JetStream does not answer; ask again");
    }
    ++counts_.stored;
    ++counts_.cancelled;
    // What nobody has pulled goes from the queue; if it stays, it is acknowledged when it is pulled.
    if (work.sequence > delivered_) (void)session_->jetstream().erase(kWorkStream, work.sequence);
    answer_state(reply, id, {"cancelled", {}, {}, 0});
    publish_done(id);
}

void DurableJobs::Core::answer(const std::string& reply, std::string_view text) {
    if (reply.empty() || !session_) return;
    if (!session_->publish(reply, text))
        spdlog::debug("an answer about a stored job did not leave");
}

void DurableJobs::Core::answer_state(const std::string& reply, const std::string& id,
                                     const JobState& state) {
    answer(reply, encode_state(id, state));
}

void DurableJobs::Core::answer_trouble(const std::string& reply, const std::string& id,
                                       std::string text) {
    answer_refusal(reply, id, for_now(std::move(text)));
}

void DurableJobs::Core::answer_wrong(const std::string& reply, const std::string& id,
                                     std::string text) {
    answer_refusal(reply, id, refuse("invalid_request", "invalid request: " + std::move(text)));
}

void DurableJobs::Core::answer_refusal(const std::string& reply, const std::string& id,
                                       const Refusal& refusal) {
    ReplyContext context;
    context.id = id;
    context.worker = config_.worker;
    answer(reply, encode_refusal(refusal, isolation_, context));
}

}  // namespace kiln::messaging
