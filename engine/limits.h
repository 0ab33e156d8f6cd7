#pragma once

#include <cstdint>
#include <string_view>

#include "engine/catalogue/language.h"
#include "engine/job.h"
#include "pool/base/result.h"
#include "pool/step.h"

namespace kiln::engine {

// What a step gets when the request is silent, and the most a request may raise it to.
struct LimitPolicy {
    pool::StepLimits run;
    pool::StepLimits compile;
    pool::StepLimits most;  // KILN_MAX_*
};

// The defaults of a language's steps: the policy's, multiplied by the language's percentages.
[[nodiscard]] pool::StepLimits run_defaults(const LimitPolicy& policy, const Language& language);
[[nodiscard]] pool::StepLimits compile_defaults(const LimitPolicy& policy,
                                                const Language& language);

// The limits of one step: the request's where it says something, else the default. A request may
// lower each freely and raise it up to `most`, or to the default where that is higher. A value
// of 0 or above is an Error whose step is the sentence for the client ("limits.wall_ms is 60000,
// the most allowed here is 30000"). `field` is "limits" or "compile_limits".
//
// The stack follows the memory: where the defaults have both equal and the request names only
// the memory, the stack gets the same.
[[nodiscard]] pool::Result<pool::StepLimits> step_limits(const LimitRequest& asked,
                                                         const pool::StepLimits& defaults,
                                                         const pool::StepLimits& most,
                                                         std::string_view field);

}  // namespace kiln::engine
