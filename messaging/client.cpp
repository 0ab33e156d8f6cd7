#include "messaging/client.h"

#include <algorithm>
#include <vector>

#include "messaging/nats/server_url.h"

namespace kiln::messaging {

namespace {

constexpr std::int64_t kConnectTimeoutMs = 2'000;
constexpr std::chrono::milliseconds kLookUp{100};  // how often a waiting client looks up

// What the library answered to a request on `subject`.
pool::Error request_error(natsStatus status, const std::string& subject) {
    const std::string step = "request on " + subject;
    if (status == NATS_NO_RESPONDERS)
        return nats_error(status, step, "no kiln serve listens there");
    if (status == NATS_TIMEOUT) return nats_error(status, step, "no answer came in time");
    return nats_error(status, step);
}

std::string text_of(natsMsg* message) {
    const char* const data = natsMsg_GetData(message);
    return std::string(data != nullptr ? data : "",
                       static_cast<std::size_t>(natsMsg_GetDataLength(message)));
}

pool::Result<ConnectionHandle> connect_client(const ServerAccess& access) {
    natsOptions* raw_options = nullptr;
    if (const natsStatus s = natsOptions_Create(&raw_options); s != NATS_OK)
        return nats_error(s, "make NATS options");
    const OptionsHandle options(raw_options);
    natsStatus status = set_access(raw_options, split_urls(access.urls), access);
    if (status == NATS_OK) status = natsOptions_SetTimeout(raw_options, kConnectTimeoutMs);
    // A request leaves at once and does not wait for another thread to notice it.
    if (status == NATS_OK) status = natsOptions_SetSendAsap(raw_options, true);
    if (status != NATS_OK)
        return nats_error(status, "set NATS options",
                          "look at NATSURL: " + without_credentials(access.urls));
    return connect(raw_options, access);
}

}  // namespace

pool::Result<std::string> send_request(const ClientRequest& request) {
    BOOST_OUTCOME_TRY(auto connection, connect_client(request.nats));
    natsMsg* raw_request = nullptr;
    natsStatus status =
        natsMsg_Create(&raw_request, request.subject.c_str(), nullptr, request.payload.data(),
                       static_cast<int>(request.payload.size()));
    const MessageHandle message(raw_request);
    for (const auto& [name, value] : request.headers.all())
        if (status == NATS_OK) status = natsMsgHeader_Add(raw_request, name.c_str(), value.c_str());
    natsMsg* raw = nullptr;
    if (status == NATS_OK)
        status =
            natsConnection_RequestMsg(&raw, connection.get(), raw_request, request.timeout.count());
    const MessageHandle reply(raw);
    if (status != NATS_OK) return request_error(status, request.subject);
    return text_of(raw);
}

struct Client::State {
    ConnectionHandle connection;
    SubscriptionHandle answers;  // after the connection, so that it goes first
    std::string inbox;
    std::uint64_t asked = 0;
};

Client::Client(std::unique_ptr<State> state) : state_(std::move(state)) {}
Client::Client(Client&&) noexcept = default;
Client& Client::operator=(Client&&) noexcept = default;
Client::~Client() = default;

pool::Result<Client> Client::connect(const ServerAccess& access) {
    auto state = std::make_unique<State>();
    BOOST_OUTCOME_TRY(state->connection, connect_client(access));
    natsInbox* raw_inbox = nullptr;
    natsStatus status = natsInbox_Create(&raw_inbox);
    const InboxHandle inbox(raw_inbox);
    if (status != NATS_OK) return nats_error(status, "make an inbox");
    state->inbox = std::string(raw_inbox) + ".";
    natsSubscription* raw = nullptr;
    status =
        natsConnection_SubscribeSync(&raw, state->connection.get(), (state->inbox + "*").c_str());
    state->answers.reset(raw);
    if (status != NATS_OK) return nats_error(status, "subscribe to an inbox");
    return Client(std::move(state));
}

pool::Result<std::string> Client::request(const std::string& subject, std::string_view payload,
                                          std::chrono::milliseconds timeout,
                                          const std::atomic<bool>& given_up) {
    const auto deadline = std::chrono::steady_clock::now() + timeout;
    const std::string inbox = state_->inbox + std::to_string(++state_->asked);
    natsStatus status =
        natsConnection_PublishRequest(state_->connection.get(), subject.c_str(), inbox.c_str(),
                                      payload.data(), static_cast<int>(payload.size()));
    while (status == NATS_OK || status == NATS_TIMEOUT) {
        const auto left = std::chrono::ceil<std::chrono::milliseconds>(
            deadline - std::chrono::steady_clock::now());
        if (given_up) return pool::plain_error("request given up");
        if (left.count() <= 0) return request_error(NATS_TIMEOUT, subject);
        natsMsg* raw = nullptr;
        status =
            natsSubscription_NextMsg(&raw, state_->answers.get(), std::min(left, kLookUp).count());
        const MessageHandle answer(raw);
        if (status == NATS_OK && inbox == natsMsg_GetSubject(raw)) return text_of(raw);
    }
    return request_error(status, subject);
}

}  // namespace kiln::messaging
