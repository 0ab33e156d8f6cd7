#pragma once

#include <chrono>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "cmd/kiln/bench/interrupt.h"
#include "pool/base/result.h"

namespace kiln::cmd::benchmark {

// A plain command of this host: no sandbox, an environment of its own.
struct HostCommand {
    std::vector<std::string> argv;  // the first is a path, absolute or below `directory`
    std::vector<std::string> env;   // all of it, "NAME=value"
    std::filesystem::path directory;
    std::chrono::milliseconds timeout{0};
};

struct HostCommandEnd {
    int status = 0;                   // as the shell tells it: 128+n for signal n
    std::string output;               // stdout and stderr together; of long output the beginning
    std::chrono::nanoseconds cpu{0};  // of it and of the children it waited for
};

// Runs it with an empty stdin and blocks until it has ended; it leads a process group, which is
// killed where the timeout ends it (an Error) or the interrupt (nothing). Reaped in any case.
[[nodiscard]] pool::Result<std::optional<HostCommandEnd>> run_on_host(const HostCommand& command,
                                                                      const Interrupt& interrupt);

}  // namespace kiln::cmd::benchmark
