#include "engine/statistics/time_histogram.h"

#include <doctest/doctest.h>

#include <numeric>

namespace kiln::engine {
namespace {

using Time = TimeHistogram::Time;

TEST_CASE("a time is counted below the first bound that it does not exceed") {
    for (std::size_t i = 0; i < TimeHistogram::kBounds.size(); ++i) {
        TimeHistogram histogram;
        histogram.observe(TimeHistogram::kBounds[i]);
        CHECK(histogram.counts()[i] == 1);
        histogram.observe(TimeHistogram::kBounds[i] + Time(1));
        CHECK(histogram.counts()[i + 1] == 1);
    }
}

TEST_CASE("times add up, and one below zero is none") {
    TimeHistogram histogram;
    histogram.observe(Time(-5));
    histogram.observe(Time(300));
    histogram.observe(Time(90'000'000));
    CHECK(histogram.sum() == Time(90'000'300));
    CHECK(histogram.counts().front() == 2);
    CHECK(histogram.counts().back() == 1);
    CHECK(std::accumulate(histogram.counts().begin(), histogram.counts().end(), 0u) == 3);
}

TEST_CASE("bounds ascend") {
    CHECK(std::ranges::is_sorted(TimeHistogram::kBounds, std::ranges::less_equal()));
}

}  // namespace
}  // namespace kiln::engine
