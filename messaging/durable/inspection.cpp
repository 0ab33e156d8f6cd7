#include "messaging/durable/inspection.h"

#include <span>

#include "messaging/durable/attempts.h"
#include "messaging/durable/names.h"

namespace kiln::messaging {

namespace {

using StreamInfoHandle = NatsHandle<jsStreamInfo, jsStreamInfo_Destroy>;

// A command asks and waits for what it asked: nothing comes of itself.
class NobodyListens final : public JobsListener {
  public:
    bool wanted(std::string_view, std::string_view, std::size_t) override { return false; }
    void on_message(JobsMessage) override {}
    void on_closed() override {}
    void on_forbidden() override {}
};

pool::Error trouble(const std::string& step, const Call& call) {
    return pool::plain_error(step + ": " + call.words,
                             "does the server have JetStream, and are stored jobs allowed to us?");
}

std::string header_of(const Stored& stored, const char* name) {
    return std::string(stored.headers.find(name).value_or(""));
}

}  // namespace

pool::Result<JobsInspection> JobsInspection::connect(const ServerAccess& access) {
    BOOST_OUTCOME_TRY(auto session,
                      JobsSession::open(access, "kiln jobs", std::make_shared<NobodyListens>()));
    return JobsInspection(std::move(session));
}

pool::Result<std::vector<std::string>> JobsInspection::subjects(const char* stream,
                                                                const char* prefix) const {
    const std::string filter = std::string(prefix) + ">";
    jsOptions options;
    jsOptions_Init(&options);
    options.Wait = JetStream::kCallMs;
    options.Stream.Info.SubjectsFilter = filter.c_str();
    jsStreamInfo* raw = nullptr;
    jsErrCode error{};
    const natsStatus status =
        js_GetStreamInfo(&raw, session_->jetstream().context(), stream, &options, &error);
    const StreamInfoHandle info(raw);
    if (error == JSStreamNotFoundErr) return std::vector<std::string>();
    if (status != NATS_OK)
        return trouble("look into " + std::string(stream), call_of(status, error));
    std::vector<std::string> names;
    if (info->State.Subjects == nullptr) return names;
    for (const auto& each : std::span(info->State.Subjects->List,
                                      static_cast<std::size_t>(info->State.Subjects->Count)))
        names.push_back(std::string(each.Subject).substr(std::string_view(prefix).size()));
    return names;
}

pool::Result<JobsInspection::Queue> JobsInspection::queue() const {
    Queue queue;
    BOOST_OUTCOME_TRY(queue.ids, subjects(kWorkStream, kWorkPrefix));
    jsConsumerInfo* raw = nullptr;
    jsErrCode error{};
    const natsStatus status = js_GetConsumerInfo(&raw, session_->jetstream().context(), kWorkStream,
                                                 kWorkConsumer, nullptr, &error);
    const NatsHandle<jsConsumerInfo, jsConsumerInfo_Destroy> info(raw);
    if (error == JSStreamNotFoundErr || error == JSConsumerNotFoundErr) return queue;
    if (status != NATS_OK) return trouble("look at the queue", call_of(status, error));
    queue.waiting = info->NumPending;
    return queue;
}

pool::Result<std::vector<ParkedJob>> JobsInspection::parked() const {
    BOOST_OUTCOME_TRY(const auto ids, subjects(kDeadStream, kDeadPrefix));
    std::vector<ParkedJob> jobs;
    for (const std::string& id : ids) {
        Stored there;
        const Call call = session_->jetstream().last(kDeadStream, kDeadPrefix + id, there);
        if (call.end == CallEnd::Absent) continue;  // replayed meanwhile
        if (!call.done()) return trouble("read a parked job", call);
        jobs.push_back(
            {id, header_of(there, "Kiln-Parked-Reason"), header_of(there, "Kiln-Parked-Attempts"),
             header_of(there, "Kiln-Parked-Worker"), header_of(there, "Kiln-Parked-At")});
    }
    return jobs;
}

pool::Result<void> JobsInspection::replay(const std::string& id) const {
    if (!is_job_id(id)) return pool::plain_error("a job's id has 1 to 64 of A-Z a-z 0-9 _ -");
    const JetStream& jetstream = session_->jetstream();
    Stored job;
    Call call = jetstream.last(kDeadStream, kDeadPrefix + id, job);
    if (call.end == CallEnd::Absent) return pool::plain_error("no parked job has the id " + id);
    if (!call.done()) return trouble("read the parked job", call);
    call = jetstream.publish(key_subject(kAttemptBucket, id), encode_attempt({0, "", ""}));
    if (!call.done()) return trouble("forget its attempts", call);
    Headers headers;
    for (const auto& [name, value] : job.headers.all())
        if (!name.starts_with("Kiln-Parked") && !name.starts_with("Nats-"))
            (void)headers.add(name, value);
    call = jetstream.publish(kWorkPrefix + id, job.data, {0}, headers);
    if (!call.done() && call.end != CallEnd::Conflict) return trouble("queue the job", call);
    call = jetstream.erase(kDeadStream, job.sequence);
    if (!call.done() && call.end != CallEnd::Absent)
        return trouble("take it out of " + std::string(kDeadStream), call);
    return pool::success();
}

}  // namespace kiln::messaging
