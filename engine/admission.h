#pragma once

#include "engine/catalogue/language.h"
#include "engine/job.h"
#include "engine/job_task.h"
#include "engine/limits.h"
#include "engine/toolchain_probe.h"
#include "pool/base/result.h"

namespace kiln::engine {

// Decides whether a job can be had here, and with which limits: the toolchain and its version,
// the rules for names and arguments, the limits. Pure. The Error's text() is the sentence for
// the client of a rejected job. `language` must outlive the task.
[[nodiscard]] pool::Result<JobTask> admit(Job job, const Language& language,
                                          const Toolchain& toolchain, const LimitPolicy& policy);

// The sentence for a job whose toolchain is not there; names the package that brings it.
[[nodiscard]] std::string not_installed(const Language& language);

// The sentence for a job in a language that nobody knows; the name is folded, and cut if long.
[[nodiscard]] std::string unsupported_language(std::string_view asked);

}  // namespace kiln::engine
