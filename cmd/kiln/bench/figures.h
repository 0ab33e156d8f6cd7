#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace kiln::cmd::benchmark {

// What was seen of one side's jobs while they ran.
struct Tally {
    std::string name;
    std::vector<std::chrono::nanoseconds> times;  // of the good jobs, one each
    std::uint64_t failed = 0;
    std::string first_failure;
    std::uint64_t cached = 0;  // good jobs that say so
    std::uint64_t warm = 0;
    std::chrono::nanoseconds working{0};     // while this side had its turn, pauses included
    std::chrono::nanoseconds client_cpu{0};  // of this process in those turns
    std::optional<std::chrono::nanoseconds> work_cpu;  // of what did the jobs; nothing: not counted
};

// The same as figures to print. Times are milliseconds; nothing: no good job to tell it from.
struct Figures {
    std::string name;
    std::uint64_t jobs = 0;  // good and failed
    std::uint64_t failed = 0;
    std::string first_failure;
    std::uint64_t cached = 0;
    std::uint64_t warm = 0;
    std::optional<double> p50, p90, p99, max;
    double jobs_per_second = 0;                  // good ones
    std::optional<double> work_cpu, client_cpu;  // for each job, good or not
};

[[nodiscard]] Figures figures_of(Tally tally);

// The value below or at which `percent` of `sorted` are: the nearest rank, always one that was
// measured. `sorted` ascends and is not empty.
[[nodiscard]] std::chrono::nanoseconds percentile(std::span<const std::chrono::nanoseconds> sorted,
                                                  unsigned percent);

}  // namespace kiln::cmd::benchmark
