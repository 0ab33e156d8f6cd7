#include "messaging/nats/session.h"

#include <algorithm>
#include <array>
#include <cstdlib>

#include "messaging/nats/message_headers.h"
#include "messaging/nats/random_word.h"
#include "messaging/nats/server_url.h"

namespace kiln::messaging {

namespace {

using namespace std::chrono_literals;

constexpr std::int64_t kDrainMs = 2'000;
constexpr auto kPatience = 1s;
constexpr auto kRecordLimit = 5s;
// To our own inbox; each reply that is kept has one at most, unless somebody makes them up.
constexpr int kMostOwnMessages = 8192;
constexpr int kMostOwnBytes = 4 << 20;

std::string_view data_of(const natsMsg* message) {
    const char* const data = natsMsg_GetData(message);
    if (data == nullptr) return {};
    return {data, static_cast<std::size_t>(natsMsg_GetDataLength(message))};
}

std::string reply_of(const natsMsg* message) {
    const char* const named = natsMsg_GetReply(message);
    return named != nullptr ? named : "";
}

// What the callback for our own inbox gets; freed when its subscription is complete.
struct OwnClosure {
    std::shared_ptr<SessionListener> listener;
    std::size_t prefix = 0;  // of the subject, in front of the token
    std::shared_ptr<std::atomic<std::int64_t>> told;
};

// On a thread of the library's.
void on_own_message(natsConnection* /*connection*/, natsSubscription* /*subscription*/,
                    natsMsg* raw, void* closure) {
    const MessageHandle message(raw);
    const auto& own = *static_cast<OwnClosure*>(closure);
    const std::string_view subject = natsMsg_GetSubject(raw);
    if (subject.size() > own.prefix && natsMsg_IsNoResponders(raw))
        own.listener->on_nobody_listened(std::string(subject.substr(own.prefix)));
    ++*own.told;
}

// The messages that the last read has left for a subscription.
int pending_of(natsSubscription* subscription) {
    int count = 0;
    return natsSubscription_GetPending(subscription, &count, nullptr) == NATS_OK ? count : 0;
}

MessageHandle next_of(natsSubscription* subscription) {
    natsMsg* message = nullptr;
    if (natsSubscription_NextMsg(&message, subscription, 0) != NATS_OK) return nullptr;
    return MessageHandle(message);
}

}  // namespace

Session::Session(boost::asio::io_context& io, Receivers receivers)
    : receivers_(std::move(receivers)),
      watch_(std::make_shared<SocketWatch>(
          io, SocketWatch::Handlers{[this] { read(); }, [this] { wrote(); }})),
      patience_(io) {}

pool::Result<std::unique_ptr<Session>> Session::open(boost::asio::io_context& io,
                                                     const SessionConfig& config,
                                                     std::shared_ptr<SessionListener> listener,
                                                     Receivers receivers) {
    std::unique_ptr<Session> session(new Session(io, std::move(receivers)));
    std::unique_ptr<SessionClosure> closure(new SessionClosure{listener});
    BOOST_OUTCOME_TRY(auto options, make_session_options(config, *session->watch_, closure.get()));
    BOOST_OUTCOME_TRY(auto connection, connect(options.get(), config.access));
    (void)closure.release();  // the closed callback has it now
    if (config.access.wants_tls()) session->tls_limit_.emplace();
    session->connection_ =
        std::shared_ptr<natsConnection>(connection.release(), natsConnection_Destroy);
    BOOST_OUTCOME_TRY(session->subscribe_all(std::move(listener)));
    return session;
}

Session::~Session() {
    watch_->close();
    if (connection_) natsConnection_Close(connection_.get());
}

pool::Result<SubscriptionHandle> Session::subscribe(const std::string& subject,
                                                    const std::string& queue_group) {
    natsSubscription* raw = nullptr;
    natsConnection* const nc = connection_.get();
    natsStatus status =
        queue_group.empty()
            ? natsConnection_SubscribeSync(&raw, nc, subject.c_str())
            : natsConnection_QueueSubscribeSync(&raw, nc, subject.c_str(), queue_group.c_str());
    SubscriptionHandle subscription(raw);
    // No limit of the library's: what one read brings is the limit.
    if (status == NATS_OK) status = natsSubscription_SetPendingLimits(raw, -1, -1);
    if (status != NATS_OK) return nats_error(status, "subscribe to " + subject);
    return subscription;
}

// With a callback: a "no responders" that is asked for comes as an error, without its subject.
pool::Result<void> Session::subscribe_own(std::shared_ptr<SessionListener> listener) {
    inbox_ = kOwnInboxes + random_word() + '.';
    own_told_ = std::make_shared<std::atomic<std::int64_t>>(0);
    auto closure =
        std::make_unique<OwnClosure>(OwnClosure{std::move(listener), inbox_.size(), own_told_});
    natsSubscription* raw = nullptr;
    natsStatus status = natsConnection_Subscribe(&raw, connection_.get(), (inbox_ + '*').c_str(),
                                                 on_own_message, closure.get());
    own_.reset(raw);
    if (status == NATS_OK) {
        // From here on the library may be using the closure: its completion frees it.
        void* const about = closure.release();
        status = natsSubscription_SetOnCompleteCB(
            raw, [](void* complete) { delete static_cast<OwnClosure*>(complete); }, about);
    }
    if (status == NATS_OK)
        status = natsSubscription_SetPendingLimits(raw, kMostOwnMessages, kMostOwnBytes);
    if (status != NATS_OK) return nats_error(status, "subscribe to an inbox");
    return pool::success();
}

pool::Result<void> Session::subscribe_all(std::shared_ptr<SessionListener> listener) {
    BOOST_OUTCOME_TRY(subscribe_own(std::move(listener)));
    for (const RoutePtr& route : receivers_.routes) {
        BOOST_OUTCOME_TRY(auto subscription, subscribe(route->subject, route->queue_group));
        requests_.push_back({route, std::move(subscription)});
    }
    for (const std::string& question : receivers_.questions) {
        BOOST_OUTCOME_TRY(auto subscription, subscribe(question, ""));
        questions_.push_back(std::move(subscription));
    }
    return pool::success();
}

bool Session::connected() const {
    return natsConnection_Status(connection_.get()) == NATS_CONN_STATUS_CONNECTED;
}

std::size_t Session::max_payload() const {
    return static_cast<std::size_t>(
        std::max<std::int64_t>(0, natsConnection_GetMaxPayload(connection_.get())));
}

std::string Session::server() const {
    std::array<char, 512> url{};
    if (natsConnection_GetConnectedUrl(connection_.get(), url.data(), url.size()) != NATS_OK)
        return "";
    return without_credentials(url.data());
}

std::vector<std::string> Session::other_servers() const {
    std::vector<std::string> others;
    char** servers = nullptr;
    int count = 0;
    if (natsConnection_GetDiscoveredServers(connection_.get(), &servers, &count) != NATS_OK)
        return others;
    for (int i = 0; i < count; ++i) {
        others.emplace_back(servers[i]);
        std::free(servers[i]);  // the library says that the caller frees these
    }
    std::free(servers);
    return others;
}

std::size_t Session::unsent() const {
    return static_cast<std::size_t>(std::max(0, natsConnection_Buffered(connection_.get())));
}

// ---- what comes in -------------------------------------------------------------------------

void Session::read() {
    last_read_ = Clock::now();
    // Of a TLS record that came in part the library waits for the rest, without end.
    if (tls_limit_) tls_limit_->arm(kRecordLimit);
    natsConnection_ProcessReadEvent(connection_.get());
    if (tls_limit_) tls_limit_->disarm();
    take_all();
    if (held_ || unsent() <= kMostUnsent) return;
    held_ = true;
    watch_->hold_reading();
    patience_.expires_after(kPatience);
    patience_.async_wait([watch = watch_](const boost::system::error_code& error) {
        if (!error) watch->resume_reading();
    });
}

void Session::wrote() {
    natsConnection_ProcessWriteEvent(connection_.get());
    if (!held_ || unsent() > kMostUnsent) return;
    held_ = false;
    patience_.cancel();
    watch_->resume_reading();
}

void Session::take_all() {
    for (const Subscribed& each : requests_) take_requests(each);
    for (std::size_t number = 0; number < questions_.size(); ++number) take_questions(number);
}

// A message counts as delivered when the library's thread takes it, and as told after that.
bool Session::own_messages_told() const {
    int pending = 0;
    std::int64_t delivered = 0;
    if (natsSubscription_GetStats(own_.get(), &pending, nullptr, nullptr, nullptr, &delivered,
                                  nullptr) != NATS_OK)
        return true;
    return pending == 0 && delivered == *own_told_;
}

void Session::take_requests(const Subscribed& from) {
    natsSubscription* const subscription = from.subscription.get();
    // The library frees messages on a thread of its own, which it wakes for each that it finds it
    // asleep for: so they are let go together.
    std::vector<MessageHandle> taken;
    for (int left = pending_of(subscription); left > 0; --left) {
        const MessageHandle& message = taken.emplace_back(next_of(subscription));
        if (!message) return;
        std::string reply_to = reply_of(message.get());
        const std::string_view payload = data_of(message.get());
        if (!receivers_.wanted(from.route, reply_to, payload.size())) continue;
        receivers_.request(
            {from.route, std::string(payload), headers_of(message.get()), nullptr, Clock::now()},
            std::move(reply_to));
    }
}

void Session::take_questions(std::size_t number) {
    natsSubscription* const subscription = questions_[number].get();
    std::vector<MessageHandle> taken;  // as above
    for (int left = pending_of(subscription); left > 0; --left) {
        const MessageHandle& message = taken.emplace_back(next_of(subscription));
        if (!message) return;
        receivers_.asked(number, reply_of(message.get()));
    }
}

void Session::stop_receiving() {
    const bool up = connected();
    for (const Subscribed& each : requests_) {
        natsSubscription* const subscription = each.subscription.get();
        natsStatus status = NATS_ERR;
        if (up) status = natsSubscription_DrainTimeout(subscription, kDrainMs);
        if (status != NATS_OK) (void)natsSubscription_Unsubscribe(subscription);
    }
}

bool Session::receiving_ended() {
    take_all();
    // The library finds a drain complete when the server has confirmed it and it is asked for a
    // message when there is none.
    return std::ranges::all_of(requests_, [](const Subscribed& each) {
        natsSubscription* const subscription = each.subscription.get();
        return !next_of(subscription) &&
               (!natsSubscription_IsValid(subscription) ||
                natsSubscription_DrainCompletionStatus(subscription) != NATS_ILLEGAL_STATE);
    });
}

}  // namespace kiln::messaging
