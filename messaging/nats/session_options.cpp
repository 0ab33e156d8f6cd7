#include "messaging/nats/session_options.h"

#include <algorithm>
#include <array>
#include <vector>

#include "messaging/nats/server_url.h"

namespace kiln::messaging {

namespace {

constexpr std::int64_t kConnectTimeoutMs = 2'000;

SessionListener& listener_of(void* closure) {
    return *static_cast<SessionClosure*>(closure)->listener;
}

// What the server said last ("Authorization Violation"), or the library.
std::string last_error(natsConnection* connection, std::string otherwise) {
    const char* text = nullptr;
    (void)natsConnection_GetLastError(connection, &text);
    return text != nullptr && *text != 0 ? loggable_error(text) : std::move(otherwise);
}

void on_closed(natsConnection* connection, void* closure) {
    const std::unique_ptr<SessionClosure> last(static_cast<SessionClosure*>(closure));
    last->listener->on_closed(last_error(connection, "no reason given"));
}

// The library tells an error's own text to the thread that it calls us on; the connection's last
// one may be another by then.
void on_error(natsConnection* connection, natsSubscription* /*subscription*/, natsStatus status,
              void* closure) {
    natsStatus told = NATS_OK;
    const char* const text = nats_GetLastError(&told);
    std::string loggable = text != nullptr && told == status
                               ? loggable_error(text)
                               : last_error(connection, natsStatus_GetText(status));
    if (status == NATS_NOT_PERMITTED && told == status && text != nullptr) {
        if (auto violation = read_violation(text))
            return listener_of(closure).on_not_permitted(*std::move(violation),
                                                         std::move(loggable));
    }
    listener_of(closure).on_error(std::move(loggable));
}

}  // namespace

pool::Result<OptionsHandle> make_session_options(const SessionConfig& config, SocketWatch& watch,
                                                 SessionClosure* closure) {
    natsOptions* raw = nullptr;
    if (const natsStatus status = natsOptions_Create(&raw); status != NATS_OK)
        return nats_error(status, "make NATS options");
    OptionsHandle options(raw);
    std::vector<std::string> urls = split_urls(config.access.urls);
    const std::string first = urls.empty() ? "" : urls.front();
    for (const std::string& other : config.others) urls.push_back(with_host_of(first, other));
    const auto set = std::to_array<natsStatus>({
        set_access(raw, urls, config.access),
        natsOptions_SetName(raw, config.name.c_str()),
        natsOptions_SetTimeout(raw, kConnectTimeoutMs),
        natsOptions_SetAllowReconnect(raw, false),
        // What we write goes to others, never to a subscription of ours (nats/passing_on.h).
        natsOptions_SetNoEcho(raw, true),
        // The library would give a server up whose PONG stands behind a flood of messages; the
        // courier gives up one that says nothing at all.
        natsOptions_SetPingInterval(raw, 0),
        // A publish asks the watch for writing itself, and needs no thread of the library's.
        natsOptions_SetSendAsap(raw, true),
        natsOptions_SetClosedCB(raw, on_closed, closure),
        natsOptions_SetErrorHandler(raw, on_error, closure),
        watch.install(raw),
    });
    const auto failed = std::ranges::find_if(set, [](natsStatus s) { return s != NATS_OK; });
    if (failed != set.end())
        return nats_error(*failed, "set NATS options",
                          "look at NATSURL: " + without_credentials(config.access.urls));
    return options;
}

}  // namespace kiln::messaging
