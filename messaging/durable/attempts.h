#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "messaging/durable/jetstream.h"

namespace kiln::messaging {

// Who runs a job, and for the how manieth time: what kiln-attempts holds under its id. JetStream
// counts deliveries too, and forgets them when its server is killed.
struct Attempt {
    unsigned number = 0;  // 0: it was handed back before anything was run
    std::string worker;
    std::string token;  // of this attempt and no other: whoever holds it may store a result
};
[[nodiscard]] std::string encode_attempt(const Attempt& attempt);
// Nothing: it is none.
[[nodiscard]] std::optional<Attempt> decode_attempt(std::string_view json);

// An attempt that was written down, and where.
struct Claim {
    Attempt attempt;
    std::uint64_t revision = 0;
};

// Takes a job for `worker`: counts one attempt more, under a new token. Conflict: another instance
// takes it just now. `before` is the attempt that was there.
[[nodiscard]] Call claim_job(const JetStream& jetstream, const std::string& id,
                             const std::string& worker, Claim& claim, Attempt& before);
// Whether this attempt is still the last one: Done, or Conflict where the job was given to another
// instance since. A count that is gone (its time was over) is nobody else's.
[[nodiscard]] Call check_claim(const JetStream& jetstream, const std::string& id,
                               const Claim& claim);
// Takes the count back: nothing was run.
[[nodiscard]] Call return_claim(const JetStream& jetstream, const std::string& id,
                                const Claim& claim);

}  // namespace kiln::messaging
