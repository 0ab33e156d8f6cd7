#pragma once

#include <cstdint>
#include <vector>

#include "engine/outcome.h"
#include "engine/verdict.h"
#include "pool/base/result.h"
#include "pool/isolation.h"
#include "pool/step.h"

namespace kiln::engine {

// What a compile step left: a program, or the compiler's word on why there is none.
struct CompileResult {
    StepOutcome step;                       // as the first client got it
    std::vector<pool::Artifact> artifacts;  // sealed memfds; none after a compile error
};

// Whether the same step would end like this again. Not so where a limit was met, where somebody
// ended it, where a signal did, or where trouble of ours had a part. An error counts only if the
// kernel counts what it refuses and whom it kills (`isolation`): else it could be the host's.
[[nodiscard]] bool repeatable(const pool::StepReport& report, const Judgement& judgement,
                              const pool::Isolation& isolation);

// The same result for one more user: the same memory, in read-only descriptors with offsets of
// their own. Fails where descriptors have run out.
[[nodiscard]] pool::Result<CompileResult> share(const CompileResult& result);

// What it takes in memory, in bytes, and how large its files really are (fstat).
[[nodiscard]] pool::Result<std::uint64_t> memory_of(const CompileResult& result);

}  // namespace kiln::engine
