#pragma once

#include <prometheus/metric_family.h>

#include <chrono>
#include <string>
#include <utility>
#include <vector>

#include "engine/statistics/time_histogram.h"

namespace kiln::cmd {

using Families = std::vector<prometheus::MetricFamily>;
using Labels = std::vector<prometheus::ClientMetric::Label>;

[[nodiscard]] inline double in_seconds(std::chrono::microseconds time) {
    return std::chrono::duration<double>(time).count();
}

// One family on its way: a name, what it is, and then its series.
class Family {
  public:
    enum class Kind { Counter, Gauge, Histogram };
    Family(Kind kind, std::string name, std::string help);

    // Of a counter or gauge.
    Family& with(double value, Labels labels = {});
    // Of a histogram; in seconds.
    Family& with(const engine::TimeHistogram& times, Labels labels = {});

    // Puts it to the others; one without any series is left out.
    void put_to(Families& families) &&;

  private:
    prometheus::MetricFamily family_;
};

}  // namespace kiln::cmd
