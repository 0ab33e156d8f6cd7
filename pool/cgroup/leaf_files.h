#pragma once

#include <array>
#include <cstddef>
#include <cstdint>

#include "pool/base/unique_fd.h"

namespace kiln::pool {

// The init of a container's cells: counted in their group beside what a step may have, and there also
// from one cell to the next.
inline constexpr std::uint64_t kInitProcesses = 1;

// The files of one container's cgroups, of its cells' but for the last ones, opened by the privileged
// spawner and used by the engine, which could not open them itself (the kernel checks the opener). A
// slot that is not valid: this host has no such file.
enum class LeafFile : std::size_t {
    MemoryLimit,    // v1 memory.limit_in_bytes       v2 memory.max
    SwapLimit,      // v1 memory.memsw.limit_in_bytes v2 memory.swap.max
    MemoryPeak,     // v1 memory.max_usage_in_bytes   v2 memory.peak
    MemoryUsage,    // v1 memory.usage_in_bytes       v2 memory.current
    MemoryEvents,   // v1 memory.oom_control          v2 memory.events
    MemoryStat,     // memory.stat
    MemoryReclaim,  // v1 memory.force_empty          v2 memory.reclaim
    OomNotify,      // v1 an eventfd, readable when the limit is met; v2: none, poll MemoryEvents
    PidsLimit,      // pids.max
    PidsUsage,      // pids.current
    PidsEvents,     // pids.events
    CpuQuota,       // v1 cpu.cfs_quota_us            v2 cpu.max
    CpuUsage,       // v1 cpuacct.usage (ns)          v2 cpu.stat (usage_usec)
    RuntimeMemory,  // of the group of the container's runtimes: as MemoryUsage
    WholeMemory,    // of the container's own group, all of it: as MemoryUsage
    WholePids,      // as PidsUsage
    WholeCpu,       // as CpuUsage
    Count,
};
inline constexpr std::size_t kLeafFiles = static_cast<std::size_t>(LeafFile::Count);

using LeafFiles = std::array<UniqueFd, kLeafFiles>;

}  // namespace kiln::pool
