#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "engine/job.h"

namespace kiln::messaging {

using engine::Clock;

// What the headers of a reply take of the server's largest payload, beside the traceparent.
inline constexpr std::size_t kMostOwnHeaderBytes = 256;

// One reply on its way to a client.
struct OutboundReply {
    std::string subject;
    std::string payload;
    Clock::time_point arrived;  // when its request came in
    Clock::time_point give_up;  // after this nobody waits for it any more
    std::string job_id;         // for logs
    std::string traceparent;    // the header; "" for none
    bool refusal = false;       // no job came of its request
    bool maybe_second = false;  // another instance may have answered; so it has a message id
};

// One writing of it.
struct WireReply {
    const std::string& subject;
    std::string_view payload;
    // "" for none, else the end of a subject in our own inbox: what the server has to say about
    // the message comes back there.
    const std::string& token;
    const std::string& message_id;   // header Nats-Msg-Id; "" for none
    const std::string& traceparent;  // the header of that name; "" for none
};

// Where replies are written: a NATS connection, or a fake in tests.
class ReplyWire {
  public:
    enum class Written { Yes, No, TooLarge };

    ReplyWire() = default;
    ReplyWire(const ReplyWire&) = delete;
    ReplyWire& operator=(const ReplyWire&) = delete;
    virtual ~ReplyWire() = default;

    // No: there is no connection, or too much is unsent on it.
    [[nodiscard]] virtual Written write(const WireReply& reply) = 0;
    // How many connections there were so far. What was written when there were fewer may be lost.
    [[nodiscard]] virtual std::uint64_t connections() const = 0;
};

}  // namespace kiln::messaging
