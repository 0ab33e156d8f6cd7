#pragma once

#include <nats/nats.h>

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "messaging/headers.h"
#include "messaging/nats/handles.h"

namespace kiln::messaging {

using JetStreamHandle = NatsHandle<jsCtx, jsCtx_Destroy>;

// How a call of JetStream ended. Failed is everything that may be otherwise in a moment: no answer,
// no connection, JetStream off, a full disk; then it is not known whether the call had its effect.
enum class CallEnd { Done, Absent, Conflict, Full, Failed };

struct Call {
    CallEnd end = CallEnd::Done;
    std::string words;           // what the library or the server says, for logs; "" when Done
    std::uint64_t sequence = 0;  // of what was stored
    [[nodiscard]] bool done() const { return end == CallEnd::Done; }
};

// The last message on a subject.
struct Stored {
    std::string data;
    Headers headers;
    std::uint64_t sequence = 0;
    bool erased = false;  // a key that was deleted
};

// What must hold of a subject for something to be stored there: nothing, no message, or that the
// last one is this.
struct Expect {
    std::optional<std::uint64_t> last;  // 0: none
};

// JetStream over one connection, with the library's own calls. Each blocks the calling thread for
// kCallMs at most. On any thread. The connection must outlive it.
class JetStream {
  public:
    static constexpr std::int64_t kCallMs = 2'000;

    // The Error is about memory: nothing is asked of the server.
    [[nodiscard]] static pool::Result<JetStream> over(natsConnection* connection);

    [[nodiscard]] jsCtx* context() const { return context_.get(); }

    // Conflict: the expectation does not hold. Full: there is no room in the stream.
    [[nodiscard]] Call publish(const std::string& subject, std::string_view data,
                               Expect expect = {}, const Headers& headers = {}) const;
    // The last message on `subject`, as the stream's leader has it. Absent: there is none.
    [[nodiscard]] Call last(const std::string& stream, const std::string& subject,
                            Stored& into) const;
    // Absent: it is gone already.
    [[nodiscard]] Call erase(const std::string& stream, std::uint64_t sequence) const;

    // A key's value, as last(). An erased one is Absent.
    [[nodiscard]] Call get(const char* bucket, const std::string& key, Stored& into) const;
    // Sets a key that has no value. Conflict: it has one.
    [[nodiscard]] Call create(const char* bucket, const std::string& key,
                              std::string_view value) const;
    // Sets a key whose last revision is this. Conflict: it has another.
    [[nodiscard]] Call update(const char* bucket, const std::string& key, std::string_view value,
                              std::uint64_t revision) const;

  private:
    explicit JetStream(JetStreamHandle context) : context_(std::move(context)) {}
    JetStreamHandle context_;
};

// What the library answered, as one of the ends.
[[nodiscard]] Call call_of(natsStatus status, jsErrCode error);

}  // namespace kiln::messaging
