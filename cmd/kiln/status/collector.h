#pragma once

#include <prometheus/collectable.h>
#include <prometheus/metric_family.h>

#include <memory>
#include <vector>

#include "cmd/kiln/status/families.h"
#include "cmd/kiln/status/figures.h"
#include "engine/catalogue/catalogue.h"

namespace kiln::cmd {

// The families of each part; each puts its own to the others.
void put_job_families(const Figures& figures, const engine::Catalogue& catalogue,
                      Families& families);
void put_container_families(const Figures& figures, Families& families);
void put_nats_families(const Figures& figures, Families& families);

// What Kiln counts, as families of Prometheus. `catalogue` is the engine's and outlives it.
class FiguresCollector final : public prometheus::Collectable {
  public:
    FiguresCollector(std::shared_ptr<const Figures> figures, const engine::Catalogue& catalogue)
        : figures_(std::move(figures)), catalogue_(catalogue) {}
    [[nodiscard]] std::vector<prometheus::MetricFamily> Collect() const override;

  private:
    std::shared_ptr<const Figures> figures_;
    const engine::Catalogue& catalogue_;
};

// What the kernel says of this process, under the names that all Prometheus clients use. Reads
// /proc/self, which blocks for some microseconds; what cannot be read is left out.
class ProcessCollector final : public prometheus::Collectable {
  public:
    [[nodiscard]] std::vector<prometheus::MetricFamily> Collect() const override;
};

}  // namespace kiln::cmd
