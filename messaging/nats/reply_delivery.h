#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>

#include "engine/job.h"

namespace kiln::messaging {

using engine::Clock;

// One reply on its way to a client.
struct OutboundReply {
    std::string subject;
    std::string payload;
    Clock::time_point arrived;  // when its request came in
    Clock::time_point give_up;  // after this nobody waits for it any more
    std::string job_id;         // for logs
};

// Where replies are written: a NATS connection, or a fake in tests.
class ReplyWire {
  public:
    enum class Written { Yes, No, TooLarge };

    ReplyWire() = default;
    ReplyWire(const ReplyWire&) = delete;
    ReplyWire& operator=(const ReplyWire&) = delete;
    virtual ~ReplyWire() = default;

    // `token` is "" for none, else the end of a subject in our own inbox: what the server has to
    // say about the message comes back there.
    [[nodiscard]] virtual Written write(const std::string& subject, const std::string& token,
                                        std::string_view payload) = 0;
    // An empty message to ourselves; it comes back after the server has handled all before it.
    [[nodiscard]] virtual Written write_marker(const std::string& token) = 0;
};

// Sees every reply through to its client across lost connections. A state machine without
// threads, clocks or sockets: its owner tells it what happens, and when.
//
// A reply is *plain* if the present connection was up well before its request came: it is
// written at once, kept until a marker written behind it has come back, and written again if the
// connection is lost before. Any other is *checked*, since Kiln may be back before its client: it
// is written with a reply subject of our own; "no responders" there means that nobody listened,
// and it is tried again until its give-up time; silence for a moment means delivered.
//
// What is kept is bounded. Beyond the bound, plain replies are no longer kept (each was written
// once), and replies that cannot be written are given up; those are counted and logged.
class ReplyDelivery {
  public:
    struct Counts {
        std::uint64_t retried = 0;        // attempts after the first, of all replies
        std::uint64_t undeliverable = 0;  // given up
    };

    ReplyDelivery(ReplyWire& wire, std::size_t max_kept_bytes);

    void connection_up(Clock::time_point now);
    void connection_down();
    void send(OutboundReply reply, Clock::time_point now);

    // A message came back to `token`: a marker, or the server's "no responders".
    void marker_returned(std::string_view token);
    void nobody_listened(std::string_view token, Clock::time_point now);

    // Does what is due. Call it at next_wake(), which changes with every other call.
    void wake(Clock::time_point now);
    [[nodiscard]] std::optional<Clock::time_point> next_wake() const;

    // Whether every reply is delivered or given up.
    [[nodiscard]] bool settled() const { return kept_.empty(); }
    [[nodiscard]] const Counts& counts() const { return counts_; }

  private:
    enum class State { Waiting, Checking, Plain };
    struct Kept {
        OutboundReply reply;
        State state = State::Waiting;
        std::uint64_t attempts = 0;
        Clock::time_point due{};  // Waiting: next attempt; Checking: taken for delivered
    };
    using Map = std::map<std::uint64_t, Kept>;  // by order of sending

    [[nodiscard]] bool is_plain(const OutboundReply& reply) const;
    void write_plain(OutboundReply reply, Clock::time_point now);
    void keep(OutboundReply reply, State state, Clock::time_point due);
    void attempt(std::uint64_t number, Kept& kept, Clock::time_point now);
    void write_marker();
    bool make_room(std::size_t bytes);
    Map::iterator forget(Map::iterator kept);
    void give_up(const OutboundReply& reply, std::string_view reason);
    [[nodiscard]] Clock::time_point wake_time(const Kept& kept) const;

    ReplyWire& wire_;
    std::size_t max_kept_bytes_;
    std::size_t kept_bytes_ = 0;
    Map kept_;
    std::uint64_t next_number_ = 1;
    std::optional<Clock::time_point> up_since_;
    bool marker_out_ = false;
    Counts counts_;
};

}  // namespace kiln::messaging
