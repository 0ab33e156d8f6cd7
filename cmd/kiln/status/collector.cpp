#include "cmd/kiln/status/collector.h"

namespace kiln::cmd {

std::vector<prometheus::MetricFamily> FiguresCollector::Collect() const {
    Families families;
    put_job_families(*figures_, catalogue_, families);
    put_container_families(*figures_, families);
    put_nats_families(*figures_, families);
    Family ready(Family::Kind::Gauge, "kiln_ready",
                 "1 while jobs are taken and can be run, else 0.");
    ready.with(is_ready(figures_->health) ? 1 : 0);
    std::move(ready).put_to(families);
    Family draining(Family::Kind::Gauge, "kiln_draining",
                    "1 while no more jobs are taken and those taken end, else 0.");
    draining.with(figures_->health.draining ? 1 : 0);
    std::move(draining).put_to(families);
    return families;
}

}  // namespace kiln::cmd
