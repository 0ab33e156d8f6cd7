#pragma once

#include <atomic>
#include <boost/asio/io_context.hpp>
#include <boost/asio/steady_timer.hpp>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "messaging/inbound.h"
#include "messaging/nats/call_deadline.h"
#include "messaging/nats/handles.h"
#include "messaging/nats/passable_request.h"
#include "messaging/nats/reply_delivery.h"
#include "messaging/nats/session_options.h"
#include "messaging/nats/socket_watch.h"
#include "pool/base/result.h"

namespace kiln::messaging {

// The inboxes of instances themselves lie below; no client has one there.
inline constexpr const char* kOwnInboxes = "_INBOX.kiln.";

// Whether a message is another instance's question whether there are others: not for an answer.
[[nodiscard]] inline bool is_probe(std::string_view reply_to, std::size_t bytes) {
    return bytes == 0 && reply_to.starts_with(kOwnInboxes);
}

// One connection to a server with our subscriptions on it: the C edge. When it is lost it is over,
// the listener's on_closed() says so, and a new session is due.
//
// Lives on `io`, its owner's single thread, which does all reading and writing: what one read of
// the socket brings, at most 64 KiB or the end of one message, is handed on before the next, so
// that nothing piles up in the library and nothing is dropped there. While the server does not
// take what we write, reading pauses too, for a second at most.
//
// `listener` is held until the library is done with the session: its release is the sign that it
// calls nothing more.
class Session {
  public:
    // Bytes that may wait for the server to take them. The library's buffer for them never shrinks.
    static constexpr std::size_t kMostUnsent = 1u << 20;

    // Called on `io`, from within a read.
    struct Receivers {
        Routes routes;  // to subscribe to
        // Whether request() shall get a message; it is copied only then. Its answer may be
        // written from within.
        std::function<bool(const RoutePtr& route, const std::string& reply_to, std::size_t bytes)>
            wanted;
        // How it is answered is the receiver's affair: it comes without a responder.
        std::function<void(Inbound, std::string reply_to)> request;
        // Subjects that every instance subscribes to, where nothing matters but the number of the
        // subject and whom to answer. The server need not let us have them.
        std::vector<std::string> questions;
        std::function<void(std::size_t number, const std::string& reply_to)> asked;
    };

    // Connects and subscribes, blocking for some seconds a server at most (server_access.h).
    [[nodiscard]] static pool::Result<std::unique_ptr<Session>> open(
        boost::asio::io_context& io, const SessionConfig& config,
        std::shared_ptr<SessionListener> listener, Receivers receivers);
    // Closes the connection: whoever waits in a call of the library returns.
    ~Session();

    [[nodiscard]] bool connected() const;
    [[nodiscard]] std::size_t max_payload() const;
    // Where we are connected to, without credentials.
    [[nodiscard]] std::string server() const;
    // What the server said about the others of its cluster.
    [[nodiscard]] std::vector<std::string> other_servers() const;
    // For a Pinger; stays valid for as long as it is held.
    [[nodiscard]] std::shared_ptr<natsConnection> handle() const { return connection_; }

    // When something last came from the server.
    [[nodiscard]] Clock::time_point last_read() const { return last_read_; }

    // Whether the listener has been told of every "no responders" that was read so far.
    [[nodiscard]] bool own_messages_told() const;

    // Takes no more requests; those the server has sent already are still handed on, until
    // receiving_ended().
    void stop_receiving();
    [[nodiscard]] bool receiving_ended();

    // A reply that is not kept: false where too much is unsent already.
    [[nodiscard]] bool write_once(const std::string& subject, std::string_view payload);

    [[nodiscard]] ReplyWire::Written write(const WireReply& reply);

    // A request of others', for another instance to answer within `left`, and a probe behind it:
    // the listener is told of `token` if there is no other. False where nothing was written.
    [[nodiscard]] bool pass_on(const PassableRequest& request, const std::string& reply_to,
                               std::chrono::milliseconds left, const std::string& token);

  private:
    Session(boost::asio::io_context& io, Receivers receivers);
    pool::Result<void> subscribe_all(std::shared_ptr<SessionListener> listener);
    pool::Result<void> subscribe_own(std::shared_ptr<SessionListener> listener);
    pool::Result<SubscriptionHandle> subscribe(const std::string& subject,
                                               const std::string& queue_group);
    void read();
    void wrote();
    void take_all();
    struct Subscribed {
        RoutePtr route;
        SubscriptionHandle subscription;
    };
    void take_requests(const Subscribed& from);
    void take_questions(std::size_t number);
    // `reply_to`: null for none.
    [[nodiscard]] natsStatus publish(const WireReply& reply, const char* reply_to);
    [[nodiscard]] std::size_t unsent() const;

    Receivers receivers_;
    std::shared_ptr<SocketWatch> watch_;
    std::shared_ptr<natsConnection> connection_;
    std::string inbox_;  // our tokens follow
    SubscriptionHandle own_;
    std::shared_ptr<std::atomic<std::int64_t>> own_told_;  // messages of own_, so far
    std::vector<Subscribed> requests_;
    std::vector<SubscriptionHandle> questions_;
    boost::asio::steady_timer patience_;
    Clock::time_point last_read_ = Clock::now();
    std::optional<CallDeadline> tls_limit_;  // of one read, where TLS is spoken
    bool held_ = false;                      // reading, since too much is unsent
};

}  // namespace kiln::messaging
