#pragma once

#include <chrono>
#include <string>
#include <string_view>

#include "engine/outcome.h"

namespace kiln::messaging {

// The part of a reply that clients of the first wire contract read. Its texts are shown to
// users as they are and compared by programs: they change for nobody.
struct V1Fields {
    std::string_view output;  // raw bytes, of whoever made this
    std::string error;        // not sent where empty
    std::string status_message;
    bool success = false;
    std::string execution_time;  // not sent where empty
};

// What a job's outcome looks like there. `elapsed` is the time since the message came in.
// `output` points into the outcome: a run's interleaved output, or the compiler's on its error.
[[nodiscard]] V1Fields v1_fields(const engine::Outcome& outcome, std::chrono::nanoseconds elapsed);

// A request that never became a job: both texts, and `verdict` and `reason` of the result.
struct Refusal {
    std::string status_message;
    std::string error;
    std::string reason;          // "invalid_request", "unsupported_language", ...
    std::string execution_time;  // "" but for a client that is limited
    engine::Verdict verdict = engine::Verdict::Rejected;
    bool for_now = false;  // the same request may go well another time
};

// The refusals whose two texts are one, and those where they differ.
[[nodiscard]] Refusal refuse(std::string reason, std::string text);
[[nodiscard]] Refusal refuse_base64(std::string error);
[[nodiscard]] Refusal refuse_rate_limited(std::chrono::nanoseconds ban_left);
[[nodiscard]] Refusal refuse_busy(std::size_t queue_capacity);

}  // namespace kiln::messaging
