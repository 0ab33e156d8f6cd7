#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include "messaging/nats/inbound.h"
#include "messaging/nats/reply_delivery.h"
#include "pool/base/result.h"

namespace kiln::messaging {

// What happens on a session. Called on the client library's threads, several at once: an
// implementation copies, posts and returns.
class SessionListener {
  public:
    SessionListener() = default;
    SessionListener(const SessionListener&) = delete;
    SessionListener& operator=(const SessionListener&) = delete;
    virtual ~SessionListener() = default;

    virtual void on_connected() = 0;  // also after each reconnect; not for open() itself
    virtual void on_disconnected() = 0;
    // For good: the library has given up, or the session was destroyed.
    virtual void on_closed(std::string reason) = 0;
    virtual void on_error(std::string text) = 0;

    // False: not taken. The session then answers it with busy_reply() itself, on that thread.
    [[nodiscard]] virtual bool on_request(Inbound request) = 0;
    [[nodiscard]] virtual const std::string& busy_reply() const = 0;
    virtual void on_receiving_ended() = 0;  // once for each subject, after its last request

    // Something came to our own inbox: the server's "no responders", or our own marker.
    virtual void on_nobody_listened(std::string token) = 0;
    virtual void on_marker(std::string token) = 0;
};

struct SessionConfig {
    std::string url;   // one or several, comma-separated; may hold credentials
    std::string name;  // how the server's monitoring shows us
};

// One connection of the client library with our subscriptions on it: the C edge. It connects and
// reconnects in the background for ever, with a backoff; where the library gives up all the same
// (it does when refused twice for its credentials), on_closed() says so and a new session is due.
//
// Lives on one thread, its owner's; each call may block that thread for as long as a connect
// attempt takes. `listener` is held until the library is done with the session: its release is
// the sign that no callback runs any more, or ever will.
class Session final : public ReplyWire {
  public:
    // Subscribes, whether or not a server is there yet.
    [[nodiscard]] static pool::Result<std::unique_ptr<Session>> open(
        const SessionConfig& config, std::shared_ptr<SessionListener> listener);
    ~Session() override;

    [[nodiscard]] bool connected() const;
    [[nodiscard]] std::size_t max_payload() const;
    // Where we are connected to, without credentials.
    [[nodiscard]] std::string server() const;
    // Requests the library threw away because its buffers were full, since the start.
    [[nodiscard]] std::int64_t dropped() const;

    // Waits until the server has seen our subscriptions, for two seconds at most.
    void flush();

    // Takes no more requests; those the server has sent already are still handed on.
    void stop_receiving();

    [[nodiscard]] Written write(const std::string& subject, const std::string& token,
                                std::string_view payload) override;
    [[nodiscard]] Written write_marker(const std::string& token) override;

  private:
    struct Handles;
    explicit Session(std::unique_ptr<Handles> handles);
    std::unique_ptr<Handles> handles_;
};

}  // namespace kiln::messaging
