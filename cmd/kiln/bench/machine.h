#pragma once

#include <chrono>
#include <span>
#include <string>

#include "pool/base/result.h"

namespace kiln::cmd::benchmark {

// What this machine takes for what any way to run a program does often, without Kiln: figures of two
// machines compare only beside these. Medians.
struct MachineCost {
    std::chrono::nanoseconds page_copy{0};    // a write to a page that is shared since a fork(2)
    std::chrono::nanoseconds fork{0};         // fork(2) of this process, _exit(2) and waitpid(2)
    std::chrono::nanoseconds system_call{0};  // getppid(2), which does nothing else
};

// Takes about a tenth of a second. For a process with one thread: children are forked, and reaped before
// it returns. An Error names the call that failed.
[[nodiscard]] pool::Result<MachineCost> measure_machine();

// A table to read, ended by a line end.
[[nodiscard]] std::string machine_text(const MachineCost& cost);
// One JSON object on one line, in microseconds.
[[nodiscard]] std::string machine_json(const MachineCost& cost);

}  // namespace kiln::cmd::benchmark
