#pragma once

#include <string>
#include <vector>

#include "cmd/kiln/bench/figures.h"

namespace kiln::cmd::benchmark {

// What a whole run found: Kiln's figures first, then those it is compared with.
struct Report {
    std::string language;
    std::string source;  // the file's path, or "hello world"
    unsigned in_flight = 1;
    std::uint64_t pause_ms = 0;
    bool unique = false;
    bool interrupted = false;
    std::vector<Figures> sides;
};

// One figure of Kiln's divided by the same of another side. Nothing: one of them is not there.
struct Ratio {
    std::string to;
    std::optional<double> p50, p90, p99, jobs_per_second, cpu;  // cpu: work and client together
};

[[nodiscard]] std::vector<Ratio> ratios_of(const Report& report);

// A table to read, ended by a line end.
[[nodiscard]] std::string report_text(const Report& report);
// One JSON object on one line; what was not measured is null.
[[nodiscard]] std::string report_json(const Report& report);

// 1 where a job failed or none was done, else 0.
[[nodiscard]] int exit_status(const Report& report);

}  // namespace kiln::cmd::benchmark
