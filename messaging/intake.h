#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <string_view>

#include "engine/job.h"
#include "messaging/codec/v1_fields.h"
#include "messaging/inbound.h"
#include "messaging/job_id.h"
#include "messaging/validation/code_validator.h"
#include "messaging/validation/rate_limiter.h"
#include "pool/base/result.h"

namespace kiln::messaging {

inline constexpr const char* kDeadlineHeader = "Kiln-Deadline-Ms";

// The value of a header that names a time: a positive whole number of milliseconds, cut to `most`.
// The Error's step is the sentence for the client.
[[nodiscard]] pool::Result<std::chrono::milliseconds> parse_milliseconds(
    std::string_view header, std::string_view text, std::chrono::milliseconds most);

// That of kDeadlineHeader, which asks for another deadline than the route's.
[[nodiscard]] pool::Result<std::chrono::milliseconds> parse_deadline(
    std::string_view text, std::chrono::milliseconds most);

// Turns what came from the wire into a job, or into the reason why not. In this order: the
// client's rate, its headers, the JSON, the code's encoding, the validator. No network, no clock.
class Intake {
  public:
    // `most_deadline`: that a request may ask for.
    Intake(std::chrono::milliseconds most_deadline, RateLimit rate_limit, CodeValidator validator,
           JobIds ids)
        : most_deadline_(most_deadline),
          limiter_(rate_limit),
          validator_(std::move(validator)),
          ids_(std::move(ids)) {}

    // `refusal` is set, or `job` is complete. The id is there in both cases, the request's own
    // where that could be read; so is the deadline.
    struct Decision {
        engine::Job job;
        std::optional<Refusal> refusal;
        bool named = false;  // the id is the request's own
    };
    [[nodiscard]] Decision decide(const Inbound& request, engine::Clock::time_point now);

  private:
    [[nodiscard]] std::optional<Refusal> fill(engine::Job& job, const Inbound& request,
                                              engine::Clock::time_point now);

    std::chrono::milliseconds most_deadline_;
    RateLimiter limiter_;
    CodeValidator validator_;
    JobIds ids_;
};

}  // namespace kiln::messaging
