#include "cmd/kiln/bench/figures.h"

#include <doctest/doctest.h>

namespace kiln::cmd::benchmark {
namespace {

using std::chrono::milliseconds;
using std::chrono::nanoseconds;

std::vector<nanoseconds> up_to(int most) {
    std::vector<nanoseconds> times;
    for (int i = 1; i <= most; ++i) times.push_back(milliseconds(i));
    return times;
}

TEST_CASE("a percentile is the value at its nearest rank") {
    const auto hundred = up_to(100);
    CHECK(percentile(hundred, 50) == milliseconds(50));
    CHECK(percentile(hundred, 90) == milliseconds(90));
    CHECK(percentile(hundred, 99) == milliseconds(99));
    CHECK(percentile(hundred, 100) == milliseconds(100));
    CHECK(percentile(hundred, 0) == milliseconds(1));
    const auto three = up_to(3);
    CHECK(percentile(three, 50) == milliseconds(2));
    CHECK(percentile(three, 99) == milliseconds(3));
    const auto one = up_to(1);
    for (const unsigned percent : {0u, 50u, 99u})
        CHECK(percentile(one, percent) == milliseconds(1));
}

TEST_CASE("a tally becomes figures for each job") {
    Tally tally;
    tally.name = "kiln";
    tally.times = {milliseconds(30), milliseconds(10), milliseconds(20)};
    tally.failed = 1;
    tally.first_failure = "why";
    tally.cached = 2;
    tally.warm = 1;
    tally.working = milliseconds(500);
    tally.client_cpu = milliseconds(8);
    tally.work_cpu = milliseconds(20);
    const Figures figures = figures_of(tally);
    CHECK(figures.name == "kiln");
    CHECK(figures.jobs == 4);
    CHECK(figures.failed == 1);
    CHECK(figures.first_failure == "why");
    CHECK(figures.cached == 2);
    CHECK(figures.warm == 1);
    CHECK(figures.p50 == 20.0);
    CHECK(figures.p99 == 30.0);
    CHECK(figures.max == 30.0);
    CHECK(figures.jobs_per_second == doctest::Approx(6));
    CHECK(figures.client_cpu == 2.0);
    CHECK(figures.work_cpu == 5.0);
}

TEST_CASE("what was not measured is no figure") {
    Tally failures;
    failures.failed = 2;
    failures.working = milliseconds(10);
    const Figures figures = figures_of(failures);
    CHECK(figures.jobs == 2);
    CHECK_FALSE(figures.p50);
    CHECK_FALSE(figures.max);
    CHECK_FALSE(figures.work_cpu);
    CHECK(figures.jobs_per_second == 0);
    const Figures nothing = figures_of({});
    CHECK(nothing.jobs == 0);
    CHECK_FALSE(nothing.client_cpu);
}

}  // namespace
}  // namespace kiln::cmd::benchmark
