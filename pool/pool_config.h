#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "pool/runtime_spec.h"

namespace kiln::pool {

struct PoolConfig {
    std::size_t containers = 2;
    std::uint64_t cpu_millicores = 1000;  // each cell's share of the processors; 0: all
    std::vector<RuntimeSpec> runtimes;    // at most KILN_MAX_RUNTIMES; the first is the usual one
    RuntimeUpkeep upkeep;
};

}  // namespace kiln::pool
