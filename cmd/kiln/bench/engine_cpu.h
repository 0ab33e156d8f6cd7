#pragma once

#include <sys/types.h>

#include <chrono>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "pool/base/result.h"

namespace kiln::cmd::benchmark {

// The CPU time of one `kiln serve` on this host, with all that serves it.
//
// Two sums that do not overlap: the CPU clocks of the engine and of its spawner; and the counter
// of the instance's cgroup, in which containers live and die: agents, warm runtimes, compilers,
// programs, also those that ended long ago.
class EngineCpu {
  public:
    // The Error: no such process, or nothing below it is in a cgroup of Kiln's.
    [[nodiscard]] static pool::Result<EngineCpu> find(pid_t engine);

    // Since the start of each. The Error: the engine or its spawner has ended.
    [[nodiscard]] pool::Result<std::chrono::nanoseconds> read() const;

  private:
    std::vector<pid_t> outside_;     // the engine and its spawner
    std::filesystem::path counter_;  // cpuacct.usage, or v2's cpu.stat
};

// The group "kiln-<n>" that the process of a /proc/PID/cgroup is in or below, of the hierarchy
// with this controller; "" asks for v2's. For tests.
[[nodiscard]] std::optional<std::string> instance_group(std::string_view cgroup,
                                                        std::string_view controller);

// What stands in a counter's file: a bare number is cpuacct.usage, nanoseconds; else v2's cpu.stat.
// For tests.
[[nodiscard]] std::optional<std::chrono::nanoseconds> parse_counter(std::string_view text);

}  // namespace kiln::cmd::benchmark
