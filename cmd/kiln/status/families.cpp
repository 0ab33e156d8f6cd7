#include "cmd/kiln/status/families.h"

#include <cstddef>
#include <cstdint>
#include <limits>

namespace kiln::cmd {

namespace {

prometheus::MetricType type_of(Family::Kind kind) {
    switch (kind) {
        case Family::Kind::Counter:
            return prometheus::MetricType::Counter;
        case Family::Kind::Gauge:
            return prometheus::MetricType::Gauge;
        case Family::Kind::Histogram:
            return prometheus::MetricType::Histogram;
    }
    return prometheus::MetricType::Untyped;
}

}  // namespace

Family::Family(Kind kind, std::string name, std::string help) {
    family_.name = std::move(name);
    family_.help = std::move(help);
    family_.type = type_of(kind);
}

Family& Family::with(double value, Labels labels) {
    prometheus::ClientMetric& metric = family_.metric.emplace_back();
    metric.label = std::move(labels);
    if (family_.type == prometheus::MetricType::Counter)
        metric.counter.value = value;
    else
        metric.gauge.value = value;
    return *this;
}

// Prometheus' buckets hold all that the ones before them do.
Family& Family::with(const engine::TimeHistogram& times, Labels labels) {
    prometheus::ClientMetric& metric = family_.metric.emplace_back();
    metric.label = std::move(labels);
    std::uint64_t so_far = 0;
    for (std::size_t i = 0; i < times.counts().size(); ++i) {
        const bool last = i == engine::TimeHistogram::kBounds.size();
        so_far += times.counts()[i];
        metric.histogram.bucket.push_back(
            {so_far, last ? std::numeric_limits<double>::infinity()
                          : in_seconds(engine::TimeHistogram::kBounds[i])});
    }
    metric.histogram.sample_count = so_far;
    metric.histogram.sample_sum = in_seconds(times.sum());
    return *this;
}

void Family::put_to(Families& families) && {
    if (!family_.metric.empty()) families.push_back(std::move(family_));
}

}  // namespace kiln::cmd
