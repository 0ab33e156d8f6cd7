#include "messaging/nats/session.h"

#include <algorithm>
#include <array>
#include <optional>
#include <random>
#include <vector>

#include "messaging/nats/handles.h"
#include "messaging/nats/server_url.h"
#include "pool/base/log.h"

namespace kiln::messaging {

namespace {

constexpr std::int64_t kConnectTimeoutMs = 2'000;
constexpr std::int64_t kPingIntervalMs = 5'000;  // a silent server is given up after two of them
constexpr int kPingsUnanswered = 2;
constexpr std::int64_t kWriteDeadlineMs = 2'000;
constexpr std::int64_t kDrainMs = 2'000;
constexpr std::int64_t kLeastBackoffMs = 100;
constexpr std::int64_t kMostBackoffMs = 2'000;
// Our callbacks only copy and post, so these fill only if the machine stands still.
constexpr int kPendingMessages = 1 << 18;
constexpr int kPendingBytes = 1 << 28;

constexpr const char* kDeadlineHeader = "Kiln-Deadline-Ms";
constexpr const char* kClientHeader = "X-Client-IP";

// What the library's callbacks get. One for a connection, freed by its closed callback, which is
// its last; one for each subscription, freed when that is complete.
struct ConnectionClosure {
    std::shared_ptr<SessionListener> listener;
};

struct SubscriptionClosure {
    std::shared_ptr<SessionListener> listener;
    std::optional<Subject> subject;  // none: our own inbox
    std::size_t prefix = 0;          // of the inbox's subject, in front of the token
};

SessionListener& listener_of(void* closure) {
    return *static_cast<ConnectionClosure*>(closure)->listener;
}

// Doubles from attempt to attempt; somewhere in the upper half of that, so that many clients of
// one server do not come back as one.
std::int64_t backoff_ms(natsConnection* /*connection*/, int attempts, void* /*closure*/) {
    thread_local std::minstd_rand random{std::random_device{}()};
    const int doublings = std::clamp(attempts - 1, 0, 5);
    const std::int64_t most = std::min(kMostBackoffMs, kLeastBackoffMs << doublings);
    return std::uniform_int_distribution{std::max(kLeastBackoffMs, most / 2), most}(random);
}

void on_connected(natsConnection* /*connection*/, void* closure) {
    listener_of(closure).on_connected();
}

void on_disconnected(natsConnection* /*connection*/, void* closure) {
    listener_of(closure).on_disconnected();
}

// What the server said last ("Authorization Violation"), or the library.
std::string last_error(natsConnection* connection, std::string otherwise) {
    const char* text = nullptr;
    (void)natsConnection_GetLastError(connection, &text);
    return text != nullptr && *text != 0 ? loggable_error(text) : std::move(otherwise);
}

void on_closed(natsConnection* connection, void* closure) {
    const std::unique_ptr<ConnectionClosure> last(static_cast<ConnectionClosure*>(closure));
    last->listener->on_closed(last_error(connection, "no reason given"));
}

void on_error(natsConnection* connection, natsSubscription* /*subscription*/, natsStatus status,
              void* closure) {
    listener_of(closure).on_error(last_error(connection, natsStatus_GetText(status)));
}

std::optional<std::string> header(natsMsg* message, const char* name) {
    const char* value = nullptr;
    if (natsMsgHeader_Get(message, name, &value) != NATS_OK || value == nullptr)
        return std::nullopt;
    return value;
}

std::string_view data_of(const natsMsg* message) {
    const char* const data = natsMsg_GetData(message);
    if (data == nullptr) return {};
    return {data, static_cast<std::size_t>(natsMsg_GetDataLength(message))};
}

void on_request(natsConnection* connection, natsSubscription* /*subscription*/, natsMsg* raw,
                void* closure) {
    const auto arrived = Clock::now();
    const MessageHandle message(raw);
    const auto& subscription = *static_cast<SubscriptionClosure*>(closure);
    const char* const reply_to = natsMsg_GetReply(raw);
    if (reply_to == nullptr || *reply_to == 0)
        return spdlog::debug("a request without reply subject was ignored");
    Inbound request{*subscription.subject,
                    reply_to,
                    std::string(data_of(raw)),
                    header(raw, kDeadlineHeader),
                    header(raw, kClientHeader).value_or(""),
                    arrived};
    if (subscription.listener->on_request(std::move(request))) return;
    const std::string& busy = subscription.listener->busy_reply();
    const natsStatus status =
        natsConnection_Publish(connection, reply_to, busy.data(), static_cast<int>(busy.size()));
    if (status != NATS_OK) subscription.listener->on_error("a busy reply could not be sent");
}

void on_own_message(natsConnection* /*connection*/, natsSubscription* /*subscription*/,
                    natsMsg* raw, void* closure) {
    const MessageHandle message(raw);
    const auto& subscription = *static_cast<SubscriptionClosure*>(closure);
    const std::string_view subject = natsMsg_GetSubject(raw);
    if (subject.size() <= subscription.prefix) return;
    std::string token(subject.substr(subscription.prefix));
    if (natsMsg_IsNoResponders(raw))
        subscription.listener->on_nobody_listened(std::move(token));
    else
        subscription.listener->on_marker(std::move(token));
}

void on_subscription_complete(void* closure) {
    const std::unique_ptr<SubscriptionClosure> last(static_cast<SubscriptionClosure*>(closure));
    if (last->subject) last->listener->on_receiving_ended();
}

// `closure` serves every callback of the connection.
pool::Result<OptionsHandle> make_options(const SessionConfig& config, ConnectionClosure* closure) {
    natsOptions* raw = nullptr;
    if (const natsStatus status = natsOptions_Create(&raw); status != NATS_OK)
        return nats_error(status, "make NATS options");
    OptionsHandle options(raw);
    const std::vector<std::string> urls = split_urls(config.url);
    std::vector<const char*> servers;
    for (const std::string& url : urls) servers.push_back(url.c_str());
    const auto set = std::to_array<natsStatus>({
        natsOptions_SetServers(raw, servers.data(), static_cast<int>(servers.size())),
        natsOptions_SetName(raw, config.name.c_str()),
        natsOptions_SetTimeout(raw, kConnectTimeoutMs),
        natsOptions_SetRetryOnFailedConnect(raw, true, on_connected, closure),
        natsOptions_SetMaxReconnect(raw, -1),
        natsOptions_SetCustomReconnectDelay(raw, backoff_ms, nullptr),
        natsOptions_SetPingInterval(raw, kPingIntervalMs),
        natsOptions_SetMaxPingsOut(raw, kPingsUnanswered),
        natsOptions_SetSendAsap(raw, true),
        natsOptions_SetWriteDeadline(raw, kWriteDeadlineMs),
        // While there is no connection replies are kept by ReplyDelivery, not by the library.
        natsOptions_SetReconnectBufSize(raw, 1),
        natsOptions_SetReconnectedCB(raw, on_connected, closure),
        natsOptions_SetDisconnectedCB(raw, on_disconnected, closure),
        natsOptions_SetClosedCB(raw, on_closed, closure),
        natsOptions_SetErrorHandler(raw, on_error, closure),
    });
    const auto failed = std::ranges::find_if(set, [](natsStatus s) { return s != NATS_OK; });
    if (failed != set.end())
        return nats_error(*failed, "set NATS options",
                          "look at NATSURL: " + without_credentials(config.url));
    return options;
}

}  // namespace

struct Session::Handles {
    ConnectionHandle connection;  // destroyed last
    std::string inbox;            // "_INBOX.<unique>.", our tokens follow
    std::vector<SubscriptionHandle> requests;
    SubscriptionHandle own;

    pool::Result<SubscriptionHandle> subscribe(const std::string& subject, const char* group,
                                               natsMsgHandler handler, SubscriptionClosure about);
    pool::Result<void> subscribe_all(const std::shared_ptr<SessionListener>& listener);
};

pool::Result<SubscriptionHandle> Session::Handles::subscribe(const std::string& subject,
                                                             const char* group,
                                                             natsMsgHandler handler,
                                                             SubscriptionClosure about) {
    auto closure = std::make_unique<SubscriptionClosure>(std::move(about));
    natsSubscription* raw = nullptr;
    natsConnection* const nc = connection.get();
    const natsStatus status =
        group != nullptr
            ? natsConnection_QueueSubscribe(&raw, nc, subject.c_str(), group, handler,
                                            closure.get())
            : natsConnection_Subscribe(&raw, nc, subject.c_str(), handler, closure.get());
    if (status != NATS_OK) return nats_error(status, "subscribe to " + subject);
    SubscriptionHandle subscription(raw);
    // From here on the library may be using the closure: its completion frees it.
    void* const about_it = closure.release();
    if (const natsStatus s =
            natsSubscription_SetOnCompleteCB(raw, on_subscription_complete, about_it);
        s != NATS_OK)
        return nats_error(s, "watch the subscription to " + subject);
    if (const natsStatus s =
            natsSubscription_SetPendingLimits(raw, kPendingMessages, kPendingBytes);
        s != NATS_OK)
        return nats_error(s, "set the limits of the subscription to " + subject);
    return subscription;
}

pool::Result<void> Session::Handles::subscribe_all(
    const std::shared_ptr<SessionListener>& listener) {
    natsInbox* raw = nullptr;
    if (const natsStatus status = natsInbox_Create(&raw); status != NATS_OK)
        return nats_error(status, "make a NATS inbox");
    const InboxHandle unique(raw);
    inbox = std::string(raw) + '.';
    BOOST_OUTCOME_TRY(own, subscribe(inbox + '*', nullptr, on_own_message,
                                     {listener, std::nullopt, inbox.size()}));
    for (const auto& [subject, name] : {std::pair{Subject::Compiler, kCompilerSubject},
                                        std::pair{Subject::Problems, kProblemsSubject}}) {
        BOOST_OUTCOME_TRY(auto subscription,
                          subscribe(name, kQueueGroup, on_request, {listener, subject, 0}));
        requests.push_back(std::move(subscription));
    }
    return pool::success();
}

pool::Result<std::unique_ptr<Session>> Session::open(const SessionConfig& config,
                                                     std::shared_ptr<SessionListener> listener) {
    std::unique_ptr<ConnectionClosure> closure(new ConnectionClosure{listener});
    BOOST_OUTCOME_TRY(auto options, make_options(config, closure.get()));
    natsConnection* raw = nullptr;
    const natsStatus status = natsConnection_Connect(&raw, options.get());
    if (raw == nullptr)
        return nats_error(status, "connect to " + without_credentials(config.url),
                          "look at NATSURL");
    (void)closure.release();  // on_closed has it now
    auto handles = std::make_unique<Handles>();
    handles->connection.reset(raw);
    BOOST_OUTCOME_TRY(handles->subscribe_all(listener));
    return std::unique_ptr<Session>(new Session(std::move(handles)));
}

Session::Session(std::unique_ptr<Handles> handles) : handles_(std::move(handles)) {}

Session::~Session() = default;

bool Session::connected() const {
    return natsConnection_Status(handles_->connection.get()) == NATS_CONN_STATUS_CONNECTED;
}

std::size_t Session::max_payload() const {
    return static_cast<std::size_t>(
        std::max<std::int64_t>(0, natsConnection_GetMaxPayload(handles_->connection.get())));
}

std::string Session::server() const {
    std::array<char, 512> url{};
    if (natsConnection_GetConnectedUrl(handles_->connection.get(), url.data(), url.size()) !=
        NATS_OK)
        return "";
    return without_credentials(url.data());
}

void Session::flush() {
    constexpr std::int64_t kPatienceMs = 2000;
    (void)natsConnection_FlushTimeout(handles_->connection.get(), kPatienceMs);
}

std::int64_t Session::dropped() const {
    std::int64_t sum = 0;
    for (const auto& subscription : handles_->requests) {
        std::int64_t count = 0;
        if (natsSubscription_GetDropped(subscription.get(), &count) == NATS_OK) sum += count;
    }
    return sum;
}

void Session::stop_receiving() {
    const bool up = connected();
    for (const auto& subscription : handles_->requests) {
        natsStatus status = NATS_ERR;
        if (up) status = natsSubscription_DrainTimeout(subscription.get(), kDrainMs);
        if (status != NATS_OK) (void)natsSubscription_Unsubscribe(subscription.get());
    }
}

ReplyWire::Written Session::write(const std::string& subject, const std::string& token,
                                  std::string_view payload) {
    if (!connected()) return Written::No;
    natsConnection* const nc = handles_->connection.get();
    const int size = static_cast<int>(payload.size());
    const natsStatus status =
        token.empty()
            ? natsConnection_Publish(nc, subject.c_str(), payload.data(), size)
            : natsConnection_PublishRequest(nc, subject.c_str(), (handles_->inbox + token).c_str(),
                                            payload.data(), size);
    if (status == NATS_MAX_PAYLOAD) return Written::TooLarge;
    return status == NATS_OK ? Written::Yes : Written::No;
}

ReplyWire::Written Session::write_marker(const std::string& token) {
    return write(handles_->inbox + token, "", "");
}

}  // namespace kiln::messaging
