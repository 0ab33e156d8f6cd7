#pragma once

#include <cstddef>
#include <vector>

#include "cmd/kiln/status/health.h"
#include "engine/engine.h"
#include "messaging/service.h"
#include "pool/pool.h"

namespace kiln::cmd {

// Whatever is counted in one instance, as it stood at one moment. Plain data.
struct Figures {
    Health health;
    engine::JobStatistics jobs{0};
    engine::CacheFill cache;
    std::size_t waiting = 0;     // jobs in the queue
    std::size_t running = 0;     // jobs that are performed
    std::size_t unanswered = 0;  // jobs taken whose outcome is not known yet
    std::size_t queue_places = 0;
    pool::PoolFigures pool;
    std::vector<pool::ContainerUsage> usage;
    messaging::Traffic traffic;
};

// Copies them. On the engine's executor. `health` and `usage` are the caller's to tell.
[[nodiscard]] Figures figures_of(const engine::Engine& engine, const pool::Pool& pool,
                                 const messaging::Service& service);

}  // namespace kiln::cmd
