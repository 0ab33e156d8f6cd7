#pragma once

#include <cstdint>

#include "pool/base/result.h"
#include "pool/cgroup/leaf.h"
#include "pool/step.h"

namespace kiln::pool {

// What the group of a container's cells may take, at each moment of a cell's life.

// While it is made and stands ready. `starts_runtime`: one is started in it.
[[nodiscard]] Result<void> limit_waiting(CgroupLeaf& leaf, bool starts_runtime,
                                         std::uint64_t cpu_millicores);

// Once a step comes, of whose memory `held` bytes are charged elsewhere, to its warm runtime. False:
// the waiting cell has more memory already than the step may have.
[[nodiscard]] Result<bool> limit_step(CgroupLeaf& leaf, const StepLimits& limits,
                                      std::uint64_t held);

// What is charged to the group and is no cache of files on disk.
[[nodiscard]] std::uint64_t held_memory(const CgroupLeaf& leaf);

// Whether no process of a job's is left in the group. The init of the container's cells may be.
[[nodiscard]] bool is_left_alone(const CgroupLeaf& leaf);

// Whether a step of so much memory can go on in a warm runtime that shares `shared` bytes with it.
[[nodiscard]] bool has_room_beside(std::uint64_t memory_bytes, std::uint64_t shared);
// How much of that is taken off its limit: it copies what it writes to, and is charged for that.
[[nodiscard]] std::uint64_t stays_shared(std::uint64_t shared);

// How many processors a cell may use at once.
[[nodiscard]] unsigned cpus_at_once(std::uint64_t cpu_millicores);

}  // namespace kiln::pool
