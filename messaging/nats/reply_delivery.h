#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>

#include "messaging/nats/reply_wire.h"

namespace kiln::messaging {

// Sees every reply through to its client across lost connections. A state machine without
// threads, clocks or sockets: its owner tells it what happens, and when.
//
// In the steady state a reply is one publish. It is kept until the server has answered a PING
// sent behind it, which speaks for everything written before; then it is forgotten. If the
// connection is lost before that, it is written again on the next one, with its message id.
//
// A reply is *checked* unless the present connection was up well before its request came, since
// Kiln may be back before its client: it is written with a reply subject of our own, whose token
// nobody can guess. "No responders" there means that nobody listened, and it is tried again,
// less and less often, until its give-up time; if the PING behind it is answered first, somebody
// did. A token speaks for one attempt of one reply, and can only say that it did not arrive.
//
// What is kept is bounded, in bytes and in number. Beyond, replies that were written are no longer
// kept (each was written once), and those that cannot be written are given up; that is counted
// and told. Refusals, of which a client can have any number made, have half the room and are never
// kept at the cost of another reply. Everything costs a constant time a reply, but for the order of those that wait.
class ReplyDelivery {
  public:
    struct Bounds {
        std::size_t bytes = 64u << 20;
        std::size_t replies = 2048;
    };
    struct Counts {
        std::uint64_t retried = 0;        // attempts after the first, of all replies
        std::uint64_t undeliverable = 0;  // given up
    };
    struct Tools {
        std::function<std::string()> unguessable;  // another word each time
        std::function<void(const OutboundReply&, std::string_view reason)> gave_up;
    };

    ReplyDelivery(ReplyWire& wire, Bounds bounds, Tools tools);

    void connection_up(Clock::time_point now);
    void connection_down();
    void send(OutboundReply reply, Clock::time_point now);

    // The server says that nobody subscribed to the reply that was written with `token`.
    void nobody_listened(std::string_view token, Clock::time_point now);

    // What a PING would speak for: nothing, or the number to give to confirmed() once the server
    // has answered one that was sent after this call, on the connection that is up now.
    [[nodiscard]] std::optional<std::uint64_t> unconfirmed() const;
    void confirmed(std::uint64_t number);

    // Does what is due. Call it at next_wake(), which changes with every other call.
    void wake(Clock::time_point now);
    [[nodiscard]] std::optional<Clock::time_point> next_wake() const;

    // Whether every reply is delivered or given up.
    [[nodiscard]] bool settled() const { return written_.empty() && waiting_.empty(); }
    [[nodiscard]] std::size_t kept() const { return written_.size() + waiting_.size(); }
    [[nodiscard]] const Counts& counts() const { return counts_; }

  private:
    struct Kept {
        OutboundReply reply;
        std::string message_id;  // "" until it is, or may be, written a second time
        std::string token;       // of its last attempt; "" where that was not checked
        std::uint32_t attempts = 0;
        Clock::time_point due{};  // of its next attempt, where it waits
        bool taken_back = false;  // nobody listened: it waits again, or is over
    };
    using Waiting = std::multimap<Clock::time_point, Kept>;  // by when it must be looked at

    [[nodiscard]] bool is_settled_for(const OutboundReply& reply) const;
    void attempt(Kept kept, Clock::time_point now);
    void keep_written(Kept kept);
    void wait(Kept kept, Clock::time_point due);
    void pop_written();
    [[nodiscard]] bool has_room(std::size_t bytes, std::size_t share) const;
    bool make_room(const OutboundReply& reply);
    void write_unkept(const OutboundReply& reply);
    void give_up(const OutboundReply& reply, std::string_view reason);

    ReplyWire& wire_;
    const Bounds bounds_;
    const Tools tools_;
    const std::string id_prefix_;
    std::size_t kept_bytes_ = 0;
    std::size_t kept_count_ = 0;
    std::deque<Kept> written_;         // on the present connection, in order
    std::uint64_t first_written_ = 1;  // the number of written_.front(); they count up from there
    std::size_t most_written_ = 0;     // at once, since it was empty
    std::unordered_map<std::string, std::uint64_t> by_token_;  // numbers of checked ones
    Waiting waiting_;
    std::uint64_t next_id_ = 0;
    std::uint64_t connection_ = 0;  // the wire's number for the one that is up
    std::optional<Clock::time_point> up_since_;
    Counts counts_;
};

}  // namespace kiln::messaging
