#include "cmd/kiln/bench/figures.h"

#include <algorithm>

#include "pool/base/assert.h"

namespace kiln::cmd::benchmark {

namespace {

double milliseconds(std::chrono::nanoseconds time) {
    return std::chrono::duration<double, std::milli>(time).count();
}

}  // namespace

std::chrono::nanoseconds percentile(std::span<const std::chrono::nanoseconds> sorted,
                                    unsigned percent) {
    KILN_ASSERT(!sorted.empty() && percent <= 100);
    const std::size_t rank = (sorted.size() * percent + 99) / 100;
    return sorted[std::max<std::size_t>(rank, 1) - 1];
}

Figures figures_of(Tally tally) {
    Figures figures;
    figures.name = std::move(tally.name);
    figures.jobs = tally.times.size() + tally.failed;
    figures.failed = tally.failed;
    figures.first_failure = std::move(tally.first_failure);
    figures.cached = tally.cached;
    figures.warm = tally.warm;
    if (!tally.times.empty()) {
        std::ranges::sort(tally.times);
        figures.p50 = milliseconds(percentile(tally.times, 50));
        figures.p90 = milliseconds(percentile(tally.times, 90));
        figures.p99 = milliseconds(percentile(tally.times, 99));
        figures.max = milliseconds(tally.times.back());
    }
    if (tally.working > tally.working.zero())
        figures.jobs_per_second =
            static_cast<double>(tally.times.size()) * 1000 / milliseconds(tally.working);
    if (figures.jobs > 0) {
        const auto jobs = static_cast<double>(figures.jobs);
        figures.client_cpu = milliseconds(tally.client_cpu) / jobs;
        if (tally.work_cpu) figures.work_cpu = milliseconds(*tally.work_cpu) / jobs;
    }
    return figures;
}

}  // namespace kiln::cmd::benchmark
