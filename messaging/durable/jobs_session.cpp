#include "messaging/durable/jobs_session.h"

#include <algorithm>
#include <array>

#include "messaging/durable/names.h"
#include "messaging/nats/message_headers.h"
#include "messaging/nats/server_url.h"

namespace kiln::messaging {

namespace {

constexpr std::int64_t kConnectTimeoutMs = 2'000;
constexpr std::int64_t kPingMs = 10'000;
// Of one subscription, in the library. What is beyond is dropped there; its client hears nothing.
constexpr int kMostPending = 4096;
constexpr int kMostPendingBytes = 64 << 20;

// What the library's callbacks get; the last of them, or a subscription's completion, frees it.
struct Closure {
    std::shared_ptr<JobsListener> listener;
    bool for_one = false;  // of a subscription
};

JobsListener& listener_of(void* closure) {
    return *static_cast<Closure*>(closure)->listener;
}

void on_closed(natsConnection* /*connection*/, void* closure) {
    const std::unique_ptr<Closure> last(static_cast<Closure*>(closure));
    last->listener->on_closed();
}

void on_error(natsConnection* /*connection*/, natsSubscription* /*subscription*/, natsStatus status,
              void* closure) {
    if (status == NATS_NOT_PERMITTED) listener_of(closure).on_forbidden();
}

JobsMessage copy_of(natsMsg* message) {
    JobsMessage copy;
    copy.subject = natsMsg_GetSubject(message);
    if (const char* const reply = natsMsg_GetReply(message)) copy.reply = reply;
    if (const char* const data = natsMsg_GetData(message))
        copy.data.assign(data, static_cast<std::size_t>(natsMsg_GetDataLength(message)));
    copy.headers = headers_of(message);
    return copy;
}

void on_message(natsConnection* /*connection*/, natsSubscription* /*subscription*/, natsMsg* raw,
                void* closure) {
    const MessageHandle message(raw);
    JobsListener& listener = listener_of(closure);
    const char* const reply = natsMsg_GetReply(raw);
    if (listener.wanted(natsMsg_GetSubject(raw), reply != nullptr ? reply : "",
                        static_cast<std::size_t>(natsMsg_GetDataLength(raw)))) {
        JobsMessage copy = copy_of(raw);
        copy.for_one = static_cast<Closure*>(closure)->for_one;
        listener.on_message(std::move(copy));
    }
}

// The library's own reconnecting would do TLS without the limit that connect() has.
pool::Result<OptionsHandle> make_options(const ServerAccess& access, const std::string& name,
                                         Closure* closure) {
    natsOptions* raw = nullptr;
    if (const natsStatus status = natsOptions_Create(&raw); status != NATS_OK)
        return nats_error(status, "make NATS options");
    OptionsHandle options(raw);
    const auto set = std::to_array<natsStatus>({
        set_access(raw, split_urls(access.urls), access),
        natsOptions_SetName(raw, name.c_str()),
        natsOptions_SetTimeout(raw, kConnectTimeoutMs),
        natsOptions_SetAllowReconnect(raw, false),
        natsOptions_SetPingInterval(raw, kPingMs),
        natsOptions_SetMaxPingsOut(raw, 2),
        natsOptions_SetSendAsap(raw, true),
        // One thread of the library's for all subscriptions, not one each.
        natsOptions_UseGlobalMessageDelivery(raw, true),
        natsOptions_SetCustomInboxPrefix(raw, "_INBOX.kiln"),
        natsOptions_SetClosedCB(raw, on_closed, closure),
        natsOptions_SetErrorHandler(raw, on_error, closure),
    });
    const auto failed = std::ranges::find_if(set, [](natsStatus s) { return s != NATS_OK; });
    if (failed != set.end()) return nats_error(*failed, "set NATS options");
    return options;
}

}  // namespace

pool::Result<std::shared_ptr<JobsSession>> JobsSession::open(
    const ServerAccess& access, const std::string& name, std::shared_ptr<JobsListener> listener) {
    std::shared_ptr<JobsSession> session(new JobsSession);
    session->listener_ = std::move(listener);
    std::unique_ptr<Closure> closure(new Closure{session->listener_, false});
    BOOST_OUTCOME_TRY(auto options, make_options(access, name, closure.get()));
    BOOST_OUTCOME_TRY(session->connection_, connect(options.get(), access));
    (void)closure.release();  // the closed callback has it now
    BOOST_OUTCOME_TRY(auto jetstream, JetStream::over(session->connection_.get()));
    session->jetstream_.emplace(std::move(jetstream));
    return session;
}

JobsSession::~JobsSession() {
    close();
}

void JobsSession::close() {
    natsConnection_Close(connection_.get());
}

std::size_t JobsSession::max_payload() const {
    const std::int64_t bytes = natsConnection_GetMaxPayload(connection_.get());
    return bytes > 0 ? static_cast<std::size_t>(bytes) : 0;
}

pool::Result<SubscriptionHandle> JobsSession::subscribe(const std::string& subject,
                                                        const std::string& group) const {
    auto closure = std::make_unique<Closure>(Closure{listener_, !group.empty()});
    natsSubscription* raw = nullptr;
    natsStatus status =
        group.empty() ? natsConnection_Subscribe(&raw, connection_.get(), subject.c_str(),
                                                 on_message, closure.get())
                      : natsConnection_QueueSubscribe(&raw, connection_.get(), subject.c_str(),
                                                      group.c_str(), on_message, closure.get());
    SubscriptionHandle subscription(raw);
    if (status == NATS_OK) {
        // From here on the library may be using the closure: its completion frees it.
        void* const about = closure.release();
        status = natsSubscription_SetOnCompleteCB(
            raw, [](void* complete) { delete static_cast<Closure*>(complete); }, about);
    }
    if (status == NATS_OK)
        status = natsSubscription_SetPendingLimits(raw, kMostPending, kMostPendingBytes);
    if (status != NATS_OK) return nats_error(status, "subscribe to " + subject);
    return subscription;
}

bool JobsSession::publish(const std::string& subject, std::string_view data) const {
    return natsConnection_Publish(connection_.get(), subject.c_str(), data.data(),
                                  static_cast<int>(data.size())) == NATS_OK;
}

pool::Result<void> JobsSession::bind() {
    jsSubOptions options;
    jsSubOptions_Init(&options);
    options.Stream = kWorkStream;
    options.Consumer = kWorkConsumer;
    natsSubscription* raw = nullptr;
    jsErrCode error{};
    const natsStatus status =
        js_PullSubscribe(&raw, jetstream_->context(), "", kWorkConsumer, nullptr, &options, &error);
    pull_.reset(raw);
    if (status == NATS_OK) return pool::success();
    return pool::plain_error("bind to " + std::string(kWorkConsumer) + ": " +
                             call_of(status, error).words);
}

Call JobsSession::fetch(std::chrono::milliseconds limit, JobsMessage& into) const {
    natsMsgList list{};
    jsErrCode error{};
    const natsStatus status = natsSubscription_Fetch(&list, pull_.get(), 1, limit.count(), &error);
    Call call = call_of(status, error);
    if (status == NATS_TIMEOUT) call.end = CallEnd::Absent;
    if (call.done() && list.Count > 0)
        into = copy_of(list.Msgs[0]);
    else if (call.done())
        call.end = CallEnd::Absent;
    natsMsgList_Destroy(&list);
    return call;
}

}  // namespace kiln::messaging
