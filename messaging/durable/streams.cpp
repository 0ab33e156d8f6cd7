#include "messaging/durable/streams.h"

#include <algorithm>
#include <optional>

#include "messaging/durable/names.h"

namespace kiln::messaging {

namespace {

using StreamInfoHandle = NatsHandle<jsStreamInfo, jsStreamInfo_Destroy>;
using ConsumerInfoHandle = NatsHandle<jsConsumerInfo, jsConsumerInfo_Destroy>;

constexpr std::int64_t kDeadBytes = 64 << 20;
constexpr std::int64_t kAttemptBytes = 64 << 20;
// Of all instances together: more are never under way.
constexpr std::int64_t kMostUnacknowledged = 65'536;

StreamPlan bucket_plan(const char* bucket) {
    StreamPlan plan;
    plan.name = bucket_stream(bucket);
    plan.subject = key_subject(bucket, ">");
    plan.last_only = true;
    return plan;
}

StreamPlan plan_of(const jsStreamConfig& config) {
    StreamPlan plan;
    plan.name = config.Name;
    if (config.SubjectsLen == 1) plan.subject = config.Subjects[0];
    plan.work_queue = config.Retention == js_WorkQueuePolicy;
    plan.last_only = config.MaxMsgsPerSubject == 1;
    plan.refuses_when_full = config.Discard == js_DiscardNew;
    plan.most_bytes = config.MaxBytes;
    plan.age = std::chrono::nanoseconds(config.MaxAge);
    plan.replicas = config.Replicas;
    return plan;
}

pool::Error trouble(const std::string& step, const Call& call, std::string hint = {}) {
    return pool::plain_error(step + ": " + call.words, std::move(hint));
}

// Without direct reads: these may come from a server that does not have the newest yet.
pool::Result<void> make_stream(const JetStream& jetstream, const StreamPlan& plan) {
    jsStreamConfig config;
    jsStreamConfig_Init(&config);
    const char* subject = plan.subject.c_str();
    config.Name = plan.name.c_str();
    config.Subjects = &subject;
    config.SubjectsLen = 1;
    config.Retention = plan.work_queue ? js_WorkQueuePolicy : js_LimitsPolicy;
    config.Discard = plan.refuses_when_full ? js_DiscardNew : js_DiscardOld;
    config.Storage = js_FileStorage;
    config.MaxBytes = plan.most_bytes;
    config.MaxAge = plan.age.count();
    config.MaxMsgsPerSubject = plan.last_only ? 1 : -1;
    config.Replicas = plan.replicas;
    config.AllowRollup = plan.name.starts_with("KV_");
    config.DenyDelete = plan.name.starts_with("KV_");
    jsErrCode error{};
    const natsStatus status = js_AddStream(nullptr, jetstream.context(), &config, nullptr, &error);
    if (status == NATS_OK || error == JSStreamNameExistErr) return pool::success();
    return trouble("make stream " + plan.name, call_of(status, error),
                   error == JSStorageResourcesExceededErr
                       ? "the server has less room than KILN_WORK_MB and KILN_RESULTS_MB ask for"
                       : "");
}

// Nothing: there is none.
pool::Result<std::optional<StreamPlan>> find_stream(const JetStream& jetstream,
                                                    const std::string& name) {
    jsStreamInfo* raw = nullptr;
    jsErrCode error{};
    const natsStatus status =
        js_GetStreamInfo(&raw, jetstream.context(), name.c_str(), nullptr, &error);
    const StreamInfoHandle info(raw);
    if (status == NATS_OK) return std::optional<StreamPlan>(plan_of(*info->Config));
    if (error == JSStreamNotFoundErr) return std::optional<StreamPlan>();
    return trouble("look at stream " + name, call_of(status, error));
}

pool::Result<void> prepare_stream(const JetStream& jetstream, const StreamPlan& plan,
                                  std::vector<std::string>& differences) {
    BOOST_OUTCOME_TRY(auto found, find_stream(jetstream, plan.name));
    if (!found) {
        BOOST_OUTCOME_TRY(make_stream(jetstream, plan));
        BOOST_OUTCOME_TRY(found, find_stream(jetstream, plan.name));
        if (!found) return pool::plain_error("stream " + plan.name + " went as it was made");
    }
    const Difference differs = difference(plan, *found);
    if (!differs.fatal.empty())
        return pool::plain_error("stream " + plan.name + " " + differs.fatal,
                                 "Kiln alters no stream: change or remove it by `nats stream`");
    if (!differs.harmless.empty())
        differences.push_back("stream " + plan.name + " " + differs.harmless);
    return pool::success();
}

pool::Result<void> make_consumer(const JetStream& jetstream, const DurableSettings& settings) {
    jsConsumerConfig config;
    jsConsumerConfig_Init(&config);
    config.Durable = kWorkConsumer;
    config.AckPolicy = js_AckExplicit;
    config.AckWait = std::chrono::nanoseconds(settings.ack_wait).count();
    config.MaxDeliver = -1;  // attempts are counted by us
    config.MaxAckPending = kMostUnacknowledged;
    jsErrCode error{};
    const natsStatus status =
        js_AddConsumer(nullptr, jetstream.context(), kWorkStream, &config, nullptr, &error);
    if (status == NATS_OK || error == JSConsumerNameExistErr) return pool::success();
    return trouble("make the consumer of " + std::string(kWorkStream), call_of(status, error));
}

pool::Result<std::chrono::nanoseconds> prepare_consumer(const JetStream& jetstream,
                                                        const DurableSettings& settings) {
    const std::string name = "consumer " + std::string(kWorkConsumer);
    for (const bool again : {false, true}) {
        jsConsumerInfo* raw = nullptr;
        jsErrCode error{};
        const natsStatus status = js_GetConsumerInfo(&raw, jetstream.context(), kWorkStream,
                                                     kWorkConsumer, nullptr, &error);
        const ConsumerInfoHandle info(raw);
        if (status == NATS_OK) {
            const jsConsumerConfig& config = *info->Config;
            if (config.AckPolicy != js_AckExplicit || config.DeliverSubject != nullptr ||
                config.MaxDeliver > 0 || config.FilterSubject != nullptr)
                return pool::plain_error(
                    name + " is not one that pulls all jobs, acknowledges each, and never gives up",
                    "Kiln alters no consumer: remove it by `nats consumer rm`");
            return std::chrono::nanoseconds(config.AckWait);
        }
        if (error != JSConsumerNotFoundErr || again)
            return trouble("look at " + name, call_of(status, error));
        BOOST_OUTCOME_TRY(make_consumer(jetstream, settings));
    }
    return pool::plain_error(name + " went as it was made");
}

std::string seconds(std::chrono::nanoseconds age) {
    return std::to_string(std::chrono::duration_cast<std::chrono::seconds>(age).count()) + " s";
}

}  // namespace

std::vector<StreamPlan> stream_plans(const DurableSettings& settings) {
    StreamPlan work;
    work.name = kWorkStream;
    work.subject = std::string(kWorkPrefix) + ">";
    work.work_queue = true;
    work.most_bytes = static_cast<std::int64_t>(settings.work_bytes);
    StreamPlan dead;
    dead.name = kDeadStream;
    dead.subject = std::string(kDeadPrefix) + ">";
    dead.last_only = true;
    dead.most_bytes = kDeadBytes;
    StreamPlan results = bucket_plan(kResultBucket);
    results.most_bytes = static_cast<std::int64_t>(settings.result_bytes);
    results.age = settings.result_ttl;
    StreamPlan attempts = bucket_plan(kAttemptBucket);
    attempts.most_bytes = kAttemptBytes;
    attempts.refuses_when_full = false;  // the oldest counts are of jobs that ended
    attempts.age = settings.result_ttl;
    std::vector<StreamPlan> plans{work, dead, results, attempts};
    for (StreamPlan& plan : plans) plan.replicas = settings.replicas;
    return plans;
}

Difference difference(const StreamPlan& wanted, const StreamPlan& found) {
    if (found.subject != wanted.subject)
        return {"does not hold exactly the subject " + wanted.subject, ""};
    if (found.work_queue != wanted.work_queue)
        return {wanted.work_queue ? "is no work queue" : "is a work queue", ""};
    if (wanted.refuses_when_full && !found.refuses_when_full)
        return {"throws the oldest away when it is full (discard must be new)", ""};
    if (wanted.work_queue && found.age.count() > 0)
        return {"throws jobs away after " + seconds(found.age), ""};
    if (wanted.last_only && !found.last_only)
        return {"", "keeps more than the last message of a subject"};
    if (found.replicas != wanted.replicas)
        return {"", "has " + std::to_string(found.replicas) + " replicas, not " +
                        std::to_string(wanted.replicas)};
    if (found.age != wanted.age)
        return {"", "keeps messages for " + seconds(found.age) + ", not " + seconds(wanted.age)};
    if (found.most_bytes != wanted.most_bytes)
        return {"", "has room for " + std::to_string(found.most_bytes) + " bytes, not " +
                        std::to_string(wanted.most_bytes)};
    return {};
}

pool::Result<Prepared> prepare_streams(const JetStream& jetstream,
                                       const DurableSettings& settings) {
    Prepared prepared;
    for (const StreamPlan& plan : stream_plans(settings)) {
        BOOST_OUTCOME_TRY(prepare_stream(jetstream, plan, prepared.differences));
    }
    BOOST_OUTCOME_TRY(prepared.ack_wait, prepare_consumer(jetstream, settings));
    return prepared;
}

}  // namespace kiln::messaging
