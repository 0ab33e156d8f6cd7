#pragma once

#include <string>
#include <vector>

#include "messaging/nats/handles.h"
#include "messaging/nats/server_access.h"
#include "messaging/nats/socket_watch.h"
#include "messaging/nats/violation.h"
#include "pool/base/result.h"

namespace kiln::messaging {

struct SessionConfig {
    ServerAccess access;
    std::vector<std::string> others;  // servers that one of its own has told us of
    std::string name;                 // how the server's monitoring shows us
};

// What becomes of a session's connection. Called on the client library's threads, several at
// once: an implementation copies, posts and returns.
class SessionListener {
  public:
    SessionListener() = default;
    SessionListener(const SessionListener&) = delete;
    SessionListener& operator=(const SessionListener&) = delete;
    virtual ~SessionListener() = default;

    virtual void on_closed(std::string reason) = 0;  // lost, or closed by us
    virtual void on_error(std::string text) = 0;
    // The server does not let us do something; `text` may be logged.
    virtual void on_not_permitted(Violation violation, std::string text) = 0;
    // The server says that nobody subscribes to what was written with this token.
    virtual void on_nobody_listened(std::string token) = 0;
};

// What the library's callbacks get; freed by the closed callback, which is the last of them.
struct SessionClosure {
    std::shared_ptr<SessionListener> listener;
};

// How we connect over `watch`: once. The library's own reconnecting goes on with the state of its
// parser as it was (nats.c 3.4.1, with an event loop), so a lost connection is the end of it for
// us, and another one is made. `closure` serves every callback; `config` must live while connecting.
[[nodiscard]] pool::Result<OptionsHandle> make_session_options(const SessionConfig& config,
                                                               SocketWatch& watch,
                                                               SessionClosure* closure);

}  // namespace kiln::messaging
