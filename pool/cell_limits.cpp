#include "pool/cell_limits.h"

#include <algorithm>
#include <system_error>
#include <thread>

#include "pool/pool_config.h"
#include "pool/weaken.h"

namespace kiln::pool {

namespace {

// Until a job brings its own: enough for a cell to stand ready in.
constexpr std::uint64_t kWaitingMemory = 64ull << 20;
constexpr std::uint64_t kWaitingProcesses = 16;
// Of what a program has of its warm runtime one part in so many is taken to stay shared.
constexpr std::uint64_t kStaysShared = 2;
// A step with less than this on top of what its warm runtime holds starts cold.
constexpr std::uint64_t kLeastMemory = 16ull << 20;
// As good as none, for the test without these walls: enough to see, not to bring the host down.
constexpr std::uint64_t kNoMemoryLimit = 4ull << 30;
constexpr std::uint64_t kNoProcessLimit = 4096;

}  // namespace

Result<void> limit_waiting(CgroupLeaf& leaf, bool starts_runtime, std::uint64_t cpu_millicores) {
    const std::uint64_t memory = starts_runtime ? kStartingMemory : kWaitingMemory;
    BOOST_OUTCOME_TRY(leaf.limit_memory(without(Wall::Memory) ? kNoMemoryLimit : memory));
    BOOST_OUTCOME_TRY(
        leaf.limit_processes(without(Wall::Pids) ? kNoProcessLimit : kWaitingProcesses));
    return leaf.limit_cpu(cpu_millicores);
}

// Looked at before the limit is set, because on v2 the kernel would kill to keep it; v1 refuses to set
// one that it cannot keep.
Result<bool> limit_step(CgroupLeaf& leaf, const StepLimits& limits, std::uint64_t held) {
    if (!without(Wall::Memory)) {
        const std::uint64_t most = limits.memory_bytes - held;
        // Waiting, it was limited itself.
        if (most < kStartingMemory && held_memory(leaf) > most) return false;
        const Result<void> limited = leaf.limit_memory(most);
        if (!limited && limited.error().code == std::errc::device_or_resource_busy) return false;
        if (!limited) return limited.error();
    }
    if (without(Wall::Pids)) return true;
    BOOST_OUTCOME_TRY(leaf.limit_processes(limits.processes + kInitProcesses));
    return true;
}

bool is_left_alone(const CgroupLeaf& leaf) {
    return leaf.processes().value_or(0) <= kInitProcesses;
}

std::uint64_t held_memory(const CgroupLeaf& leaf) {
    const std::uint64_t usage = leaf.memory_usage().value_or(0);
    return usage - std::min(usage, leaf.file_cache());
}

bool has_room_beside(std::uint64_t memory_bytes, std::uint64_t shared) {
    return memory_bytes > shared && memory_bytes - shared > kLeastMemory;
}

std::uint64_t stays_shared(std::uint64_t shared) {
    return shared / kStaysShared;
}

unsigned cpus_at_once(std::uint64_t cpu_millicores) {
    const unsigned online = std::max(1u, std::thread::hardware_concurrency());
    if (cpu_millicores == 0) return online;
    // A quota lets a little more through at first: one processor more than it says.
    return std::min(online, static_cast<unsigned>(cpu_millicores / 1000 + 1));
}

}  // namespace kiln::pool
