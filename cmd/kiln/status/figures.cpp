#include "cmd/kiln/status/figures.h"

namespace kiln::cmd {

Figures figures_of(const engine::Engine& engine, const pool::Pool& pool,
                   const messaging::Service& service) {
    Figures figures;
    figures.jobs = engine.statistics();
    figures.cache = engine.cache_fill();
    figures.waiting = engine.waiting();
    figures.running = engine.running();
    figures.unanswered = service.outstanding();
    figures.queue_places = engine.all_places().queue;
    figures.pool = pool.figures();
    figures.traffic = service.traffic();
    return figures;
}

}  // namespace kiln::cmd
