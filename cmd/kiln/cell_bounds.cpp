#include "cmd/kiln/cell_bounds.h"

#include <algorithm>

namespace kiln::cmd {

namespace {

// Of steps that are nobody's: precompiling headers, and runtimes that start in their cell.
constexpr std::uint64_t kOwnSteps = 1ull << 30;
static_assert(kOwnSteps >= pool::kStartingMemory);

}  // namespace

void bound_cells(Settings& settings, const engine::Catalogue& catalogue) {
    const engine::LimitPolicy& policy = settings.limits;
    std::uint64_t bytes = std::max(kOwnSteps, policy.most.memory_bytes);
    std::uint64_t processes = policy.most.processes;
    const auto take = [&](const pool::StepLimits& limits) {
        bytes = std::max(bytes, limits.memory_bytes);
        processes = std::max<std::uint64_t>(processes, limits.processes);
    };
    for (const engine::Language& each : catalogue.all()) {
        take(engine::run_defaults(policy, each));
        take(engine::compile_defaults(policy, each));
    }
    settings.spawner.bounds.cell_bytes = bytes;
    settings.spawner.bounds.cell_processes = processes;
}

}  // namespace kiln::cmd
