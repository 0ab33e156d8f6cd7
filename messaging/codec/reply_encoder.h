#pragma once

#include <chrono>
#include <cstddef>
#include <string>

#include "engine/outcome.h"
#include "messaging/codec/v1_fields.h"
#include "pool/isolation.h"

namespace kiln::messaging {

// What a reply says beside the outcome itself.
struct ReplyContext {
    std::string id;                       // the job's, or the request's; "" where there is none
    std::string worker;                   // this instance's name
    std::chrono::nanoseconds elapsed{0};  // since the message came in
    std::size_t max_bytes = 1u << 20;     // the largest payload the server takes
    unsigned attempt = 0;                 // of a stored job; 0 is not told
};

// A reply as one JSON object, valid UTF-8: `output`, `error`?, `status_message`, `success`,
// `execution_time`?, then `result` with all that is known.
//
// Never longer than max_bytes. What must go goes in this order: the streams in `result` (their
// *_truncated says so), then the end of `output`, in place of which a line says how many bytes
// are missing, then `result` as a whole. Texts that quote a client are cut at 1 KiB before that.
// Only a max_bytes below 512 is not kept to: no NATS server runs with less.
[[nodiscard]] std::string encode_outcome(const engine::Outcome& outcome,
                                         const ReplyContext& context);

// The reply to a request that never became a job.
[[nodiscard]] std::string encode_refusal(const Refusal& refusal, const pool::Isolation& isolation,
                                         const ReplyContext& context);

}  // namespace kiln::messaging
