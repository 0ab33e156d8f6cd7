#include "messaging/client.h"

#include <vector>

#include "messaging/nats/handles.h"
#include "messaging/nats/server_url.h"

namespace kiln::messaging {

namespace {

constexpr std::int64_t kConnectTimeoutMs = 2'000;

pool::Result<ConnectionHandle> connect(const std::string& url) {
    natsOptions* raw_options = nullptr;
    if (const natsStatus s = natsOptions_Create(&raw_options); s != NATS_OK)
        return nats_error(s, "make NATS options");
    const OptionsHandle options(raw_options);
    const std::vector<std::string> urls = split_urls(url);
    std::vector<const char*> servers;
    for (const std::string& server : urls) servers.push_back(server.c_str());
    natsStatus status =
        natsOptions_SetServers(raw_options, servers.data(), static_cast<int>(servers.size()));
    if (status == NATS_OK) status = natsOptions_SetTimeout(raw_options, kConnectTimeoutMs);
    natsConnection* raw = nullptr;
    if (status == NATS_OK) status = natsConnection_Connect(&raw, raw_options);
    ConnectionHandle connection(raw);
    if (status != NATS_OK)
        return nats_error(status, "connect to " + without_credentials(url),
                          "is a nats-server running there? NATSURL names another");
    return connection;
}

}  // namespace

pool::Result<std::string> send_request(const ClientRequest& request) {
    BOOST_OUTCOME_TRY(auto connection, connect(request.nats_url));
    const char* const subject =
        request.subject == Subject::Compiler ? kCompilerSubject : kProblemsSubject;
    natsMsg* raw = nullptr;
    const natsStatus status =
        natsConnection_Request(&raw, connection.get(), subject, request.payload.data(),
                               static_cast<int>(request.payload.size()), request.timeout.count());
    const MessageHandle reply(raw);
    const std::string step = std::string("request on ") + subject;
    if (status == NATS_NO_RESPONDERS)
        return nats_error(status, step, "no kiln serve listens there");
    if (status == NATS_TIMEOUT) return nats_error(status, step, "no answer came in time");
    if (status != NATS_OK) return nats_error(status, step);
    const char* const data = natsMsg_GetData(raw);
    return std::string(data != nullptr ? data : "",
                       static_cast<std::size_t>(natsMsg_GetDataLength(raw)));
}

}  // namespace kiln::messaging
