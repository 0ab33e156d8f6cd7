#pragma once

#include <array>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <vector>

#include "engine/outcome.h"
#include "engine/statistics/time_histogram.h"

namespace kiln::engine {

struct LanguageStatistics {
    std::array<std::uint64_t, kVerdicts> verdicts{};  // by Verdict; each job is in one
    // Of jobs of which some step was run: whether one went on in a warm runtime, or began with a
    // learnt preamble. A job whose program was cached needed no compiler, and is in neither.
    std::uint64_t warm_hits = 0;
    std::uint64_t warm_misses = 0;
    // Of jobs that have something to compile, and came that far: whether the result was kept.
    std::uint64_t cache_hits = 0;
    std::uint64_t cache_misses = 0;
    TimeHistogram compile;  // wall time of compilers that ran
    TimeHistogram run;      // of programs
    TimeHistogram whole;    // from arrival to outcome, of jobs that were taken
};

// What became of an engine's jobs since its start. Plain data, copied as a whole.
struct JobStatistics {
    // `languages`: how many the catalogue has.
    explicit JobStatistics(std::size_t languages) : by_language(languages + 1) {}

    // A job that was refused at once. `language` is its place in the catalogue, or their number
    // where the catalogue does not have it.
    void refused(std::size_t language, Verdict verdict);
    // A job that was taken, `whole` after it had arrived.
    void ended(std::size_t language, const Outcome& outcome, std::chrono::microseconds whole);

    std::vector<LanguageStatistics> by_language;  // in the catalogue's order; last: unknown ones
    TimeHistogram queue;                          // Outcome::queued of jobs that were taken
};

}  // namespace kiln::engine
