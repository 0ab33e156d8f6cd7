#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "pool/runtime_spec.h"

namespace kiln::pool {

// The memory limit of a cell in which a runtime starts, until its job brings another.
inline constexpr std::uint64_t kStartingMemory = 256ull << 20;

struct PoolConfig {
    std::size_t containers = 2;
    std::uint64_t cpu_millicores = 1000;  // each cell's share of the processors; 0: all
    std::vector<RuntimeSpec> runtimes;    // at most KILN_MAX_RUNTIMES; the first is the usual one
    RuntimeUpkeep upkeep;
};

}  // namespace kiln::pool
