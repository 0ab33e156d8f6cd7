#include "engine/statistics/job_statistics.h"

#include <doctest/doctest.h>

#include <numeric>

namespace kiln::engine {
namespace {

using std::chrono::microseconds;

std::uint64_t times_in(const TimeHistogram& histogram) {
    return std::accumulate(histogram.counts().begin(), histogram.counts().end(), std::uint64_t{0});
}

std::uint64_t verdicts(const LanguageStatistics& row, Verdict verdict) {
    return row.verdicts[static_cast<std::size_t>(verdict)];
}

Outcome outcome_of(Verdict verdict, microseconds queued) {
    Outcome outcome;
    outcome.verdict = verdict;
    outcome.queued = queued;
    return outcome;
}

StepOutcome step_of(microseconds wall) {
    StepOutcome step;
    step.wall = wall;
    return step;
}

TEST_CASE("a job is counted in its language's row, with the times of what was run") {
    JobStatistics statistics(2);
    Outcome outcome = outcome_of(Verdict::RuntimeError, microseconds(300));
    outcome.compile = step_of(microseconds(20'000));
    outcome.run = step_of(microseconds(4'000));
    statistics.ended(1, outcome, microseconds(25'000));
    const LanguageStatistics& row = statistics.by_language[1];
    CHECK(verdicts(row, Verdict::RuntimeError) == 1);
    CHECK(row.compile.sum() == microseconds(20'000));
    CHECK(row.run.sum() == microseconds(4'000));
    CHECK(row.whole.sum() == microseconds(25'000));
    CHECK(statistics.queue.sum() == microseconds(300));
    CHECK(row.cache_misses == 1);
    CHECK(row.warm_misses == 1);
    CHECK(verdicts(statistics.by_language[0], Verdict::RuntimeError) == 0);
}

TEST_CASE("a warm job is a hit") {
    JobStatistics statistics(1);
    Outcome outcome = outcome_of(Verdict::Ok, {});
    outcome.run = step_of(microseconds(2'000));
    outcome.warm = true;
    statistics.ended(0, outcome, microseconds(2'500));
    CHECK(statistics.by_language[0].warm_hits == 1);
    CHECK(statistics.by_language[0].warm_misses == 0);
    CHECK(statistics.by_language[0].cache_misses == 0);
}

TEST_CASE("a cached program is a hit, and the time of the compiler that made it is not new") {
    JobStatistics statistics(1);
    Outcome outcome = outcome_of(Verdict::Ok, {});
    outcome.cached = true;
    outcome.compile = step_of(microseconds(900'000));
    outcome.run = step_of(microseconds(2'000));
    statistics.ended(0, outcome, microseconds(3'000));
    const LanguageStatistics& row = statistics.by_language[0];
    CHECK(row.cache_hits == 1);
    CHECK(row.cache_misses == 0);
    CHECK(times_in(row.compile) == 0);
    CHECK(times_in(row.run) == 1);
    CHECK(row.warm_hits + row.warm_misses == 0);
}

TEST_CASE("a job that was taken and never begun has waited, and nothing else") {
    JobStatistics statistics(1);
    statistics.ended(0, outcome_of(Verdict::Expired, microseconds(9'700'000)),
                     microseconds(9'700'100));
    const LanguageStatistics& row = statistics.by_language[0];
    CHECK(verdicts(row, Verdict::Expired) == 1);
    CHECK(times_in(statistics.queue) == 1);
    CHECK(times_in(row.whole) == 1);
    CHECK(times_in(row.run) == 0);
    CHECK(row.warm_misses + row.cache_misses == 0);
}

TEST_CASE("a job that was refused has a verdict and no times") {
    JobStatistics statistics(1);
    statistics.refused(1, Verdict::Rejected);
    CHECK(verdicts(statistics.by_language[1], Verdict::Rejected) == 1);
    CHECK(times_in(statistics.queue) == 0);
    CHECK(times_in(statistics.by_language[1].whole) == 0);
}

}  // namespace
}  // namespace kiln::engine
