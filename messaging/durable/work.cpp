#include <algorithm>
#include <ctime>

#include "messaging/durable/core.h"
#include "messaging/durable/names.h"
#include "pool/base/log.h"

namespace kiln::messaging {

namespace {

using namespace std::chrono_literals;

constexpr auto kTryAgain = 500ms;           // what JetStream did not take
constexpr auto kGiveBack = 200ms;           // before a job that did not begin is given to the next
constexpr auto kAfterTrouble = 2s;          // before one that failed by our trouble is
constexpr std::size_t kHeadersRoom = 1024;  // of a payload, for what goes in front of a result

constexpr std::size_t kStoryRoom = Headers::kMostBytes + 4096;

std::string now_in_seconds() {
    return std::to_string(std::time(nullptr));
}

}  // namespace

// Tells the core how a pulled job ended, on whichever thread it hears of it.
class DurableJobs::Core::PulledResponder final : public Responder {
  public:
    PulledResponder(std::weak_ptr<Core> core, std::string id, std::string token)
        : core_(std::move(core)), id_(std::move(id)), token_(std::move(token)) {}

    void reply(Answer answer) override { end(Ending::Reply, std::move(answer)); }
    void progress() override {}
    void refuse_for_now(Answer answer) override { end(Ending::ForNow, std::move(answer)); }
    void refuse_for_ever(Answer answer) override { end(Ending::ForEver, std::move(answer)); }

  private:
    void end(Ending ending, Answer answer) {
        if (const auto core = core_.lock()) core->ended(id_, token_, ending, std::move(answer));
    }
    const std::weak_ptr<Core> core_;
    const std::string id_;
    const std::string token_;
};

void DurableJobs::Core::ended(std::string id, std::string token, Ending ending, Answer answer) {
    post([this, id = std::move(id), token = std::move(token), ending,
          answer = std::move(answer)]() mutable {
        const auto held = held_.find(id);
        if (held != held_.end() && held->second.claim.attempt.token == token)
            end_job(id, held->second, ending, std::move(answer));
    });
}

// ---- from the stream to the engine ---------------------------------------------------------

void DurableJobs::Core::pulled(JobsMessage message) {
    ++counts_.pulled;
    const auto no_place = [this] { --places_given_; };
    const auto id = id_after(kWorkPrefix, message.subject);
    if (closing_ || !session_ || !ready_) return no_place();  // it comes again in time
    if (draining_) {
        acknowledge(message.reply, "-NAK");
        return no_place();
    }
    if (!id) {
        park_nameless(message);
        return no_place();
    }
    if (const auto held = held_.find(*id); held != held_.end()) {
        held->second.acknowledge = message.reply;  // a later delivery of what we have already
        return no_place();
    }
    Stored there;
    const Call result = session_->jetstream().get(kResultBucket, *id, there);
    if (result.done()) {
        ++counts_.redelivered;
        publish_done(*id);  // whoever stored it may have had no time to
        acknowledge(message.reply, "+ACK");
        return no_place();
    }
    Held held;
    held.acknowledge = message.reply;
    Attempt before;
    const Call claim =
        worked(result) ? claim_job(session_->jetstream(), *id, config_.worker, held.claim, before)
                       : result;
    if (!claim.done()) {
        (void)worked(claim);
        acknowledge(message.reply, "-NAK {\"delay\": 1000000000}");
        return no_place();
    }
    if (before.number > 0) ++counts_.redelivered;
    Held& kept = held_[*id] = std::move(held);
    counts_.held = held_.size();
    if (kept.claim.attempt.number > config_.settings.most_attempts) {
        park(*id, kept, message, before);
        return no_place();
    }
    begin(*id, kept, std::move(message));
}

// Its time to be answered within counts from here. The place goes with the job to the executor.
void DurableJobs::Core::begin(const std::string& id, Held& held, JobsMessage message) {
    const std::string token = held.claim.attempt.token;
    Inbound request;
    request.route = route_;
    request.payload = std::move(message.data);
    request.headers = std::move(message.headers);
    request.responder = std::make_unique<PulledResponder>(weak_from_this(), id, token);
    request.arrived = Clock::now();
    auto accepted = pull_desk_->look_at(std::move(request));
    tick();
    if (!accepted) {
        --places_given_;
        return;
    }
    accepted->job.id = id;
    accepted->attempt = held.claim.attempt.number;
    const auto shared = std::make_shared<Accepted>(*std::move(accepted));
    boost::asio::post(
        executor_, [self = shared_from_this(), shared, token] { self->take_job(shared, token); });
}

// ---- from the engine to the bucket ---------------------------------------------------------

// What is trouble of ours is tried again, elsewhere perhaps: as another attempt, unless nothing was
// run for want of a place. All else is the job's result.
void DurableJobs::Core::end_job(const std::string& id, Held& held, Ending ending, Answer answer) {
    using engine::Verdict;
    const bool stopped = answer.verdict == Verdict::Cancelled && !held.cancelled;
    if (stopped || answer.verdict == Verdict::Busy) {
        if (ready_ && ending == Ending::ForNow)
            (void)worked(return_claim(session_->jetstream(), id, held.claim));
        return hand_back(id, kGiveBack);
    }
    if (answer.verdict == Verdict::InternalError) return hand_back(id, kAfterTrouble);
    const std::size_t most = session_ ? session_->max_payload() : 1u << 20;
    held.result = answer.encode(most > 2 * kHeadersRoom ? most - kHeadersRoom : most);
    store(id);
}

// Only for the last attempt there was, and only where there is no result: the first one stands.
void DurableJobs::Core::store(const std::string& id) {
    Held& held = held_.at(id);
    held.try_again = Clock::now() + kTryAgain;
    if (!ready_) return;
    const JetStream& jetstream = session_->jetstream();
    Call call = check_claim(jetstream, id, held.claim);
    if (call.end == CallEnd::Conflict) {
        ++counts_.fenced;
        pool::log_event(spdlog::level::warn, "a late result was thrown away",
                        {{"id", id}, {"attempt", std::to_string(held.claim.attempt.number)}});
        return let_go(id);
    }
    if (call.done()) call = jetstream.create(kResultBucket, id, held.result);
    if (call.done()) ++counts_.stored;
    if (call.done() || call.end == CallEnd::Conflict) {
        publish_done(id);
        acknowledge(held.acknowledge, "+ACK");
        return let_go(id);
    }
    if (worked(call))
        pool::log_event(spdlog::level::err, "a result cannot be stored yet",
                        {{"id", id}, {"reason", call.words}});
}

// What is published is what is stored, whoever stored it.
void DurableJobs::Core::publish_done(const std::string& id) {
    Stored there;
    const Call call = session_->jetstream().get(kResultBucket, id, there);
    if (worked(call) && call.done()) (void)session_->publish(kDonePrefix + id, there.data);
}

// ---- what does not end that way ------------------------------------------------------------

void DurableJobs::Core::park(const std::string& id, Held& held, const JobsMessage& message,
                             const Attempt& last) {
    Headers story;
    for (const auto& [name, value] : message.headers.all())
        if (!name.starts_with("Nats-") && !name.starts_with("Kiln-Parked"))
            (void)story.add(name, value);
    (void)story.add("Kiln-Parked-Reason",
                    "no attempt ended with a result: each lost its worker, or failed inside Kiln");
    (void)story.add("Kiln-Parked-Attempts", std::to_string(last.number));
    (void)story.add("Kiln-Parked-Worker", last.worker);
    (void)story.add("Kiln-Parked-At", now_in_seconds());
    const bool fits = message.data.size() + kStoryRoom <= session_->max_payload();
    const Call call =
        session_->jetstream().publish(kDeadPrefix + id, message.data, {}, fits ? story : Headers());
    if (!call.done()) {
        (void)worked(call);
        return hand_back(id, kAfterTrouble);
    }
    ++counts_.parked;
    pool::log_event(spdlog::level::err, "a job was parked",
                    {{"id", id}, {"attempts", std::to_string(last.number)}});
    acknowledge(held.acknowledge, "+ACK");
    let_go(id);
}

// Somebody else put it there: no job of ours has such a subject, and no result could be told.
void DurableJobs::Core::park_nameless(const JobsMessage& message) {
    const std::string name = "nameless-" + std::to_string(std::hash<std::string>{}(message.reply));
    Headers story;
    (void)story.add("Kiln-Parked-Reason", "its subject names no job");
    (void)story.add("Kiln-Parked-Subject", message.subject);
    (void)story.add("Kiln-Parked-At", now_in_seconds());
    const Call call = session_->jetstream().publish(kDeadPrefix + name, message.data, {}, story);
    if (worked(call) && call.done()) {
        ++counts_.parked;
        acknowledge(message.reply, "+ACK");
    }
}

void DurableJobs::Core::let_go(const std::string& id) {
    held_.erase(id);
    counts_.held = held_.size();
    fire_if_settled();
}

void DurableJobs::Core::hand_back(const std::string& id, std::chrono::milliseconds delay) {
    const auto nanoseconds = std::chrono::nanoseconds(delay).count();
    acknowledge(held_.at(id).acknowledge, "-NAK {\"delay\": " + std::to_string(nanoseconds) + "}");
    let_go(id);
}

// By its subject and not by the library's message, which is bound to a connection that may be over
// (the words are those of NATS ADR-15). One that is lost brings the job again, and its result is found.
void DurableJobs::Core::acknowledge(const std::string& subject, std::string_view word) {
    if (session_) (void)session_->publish(subject, word);
}

void DurableJobs::Core::beat_hearts(Clock::time_point now) {
    if (now < next_beat_ || !session_) return;
    next_beat_ = now + std::chrono::duration_cast<Clock::duration>(ack_wait_ / 3);
    for (const auto& [id, held] : held_) acknowledge(held.acknowledge, "+WPI");
}

}  // namespace kiln::messaging
