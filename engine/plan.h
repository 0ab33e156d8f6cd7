#pragma once

#include <vector>

#include "engine/catalogue/language.h"
#include "engine/job.h"
#include "pool/step.h"

namespace kiln::engine {

// A job's plan: which commands run, and on which files. Pure.

// The environment of a step: the common variables, then the language's; a later one replaces an
// earlier one of the same name.
[[nodiscard]] std::vector<std::string> step_environment(const Language& language);

// That of a run step, and of the warm runtime that it goes on in: these, then `more`.
[[nodiscard]] std::vector<std::string> run_environment(
    const Language& language, const std::vector<std::pair<std::string, std::string>>& more);

// The compile step. Gets the job's files but none of its args, env and stdin.
[[nodiscard]] pool::StepSpec compile_step(const Job& job, const Language& language,
                                          const pool::StepLimits& limits);

// The run step. Takes files, stdin, args, env and on_output out of the job; `artifacts` are
// what the compile step left. A compiled program finds the further files beside it, but not the
// main source.
[[nodiscard]] pool::StepSpec run_step(Job& job, const Language& language,
                                      const pool::StepLimits& limits,
                                      std::vector<pool::Artifact> artifacts);

}  // namespace kiln::engine
