#pragma once

#include <optional>
#include <string_view>

#include "pool/step.h"

namespace kiln::pool {

// Who is to blame where a cell says that it could not begin a command: `step` is the KILN_STEP_* of
// job_protocol.h that failed, with `error`. Nothing: we are, or what the cell says is none of those.
// The cell's own process says so, stripped of every right and before it becomes the command: the
// worst that a lie does is a verdict on its own job.
[[nodiscard]] std::optional<NotBegun> why_not_begun(std::string_view step, int error);

}  // namespace kiln::pool
