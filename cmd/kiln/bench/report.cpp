#include "cmd/kiln/bench/report.h"

#include <algorithm>
#include <cstdio>

namespace kiln::cmd::benchmark {

namespace {

using Value = std::optional<double>;

Value divided(Value one, Value other) {
    if (!one || !other || *other <= 0) return std::nullopt;
    return *one / *other;
}

// What a job takes of a processor altogether, where both parts were counted.
Value whole_cpu(const Figures& side) {
    if (!side.work_cpu || !side.client_cpu) return std::nullopt;
    return *side.work_cpu + *side.client_cpu;
}

Value rate(const Figures& side) {
    return side.jobs_per_second > 0 ? Value(side.jobs_per_second) : std::nullopt;
}

std::string cell(Value value, int decimals) {
    char text[64] = "-";
    if (value) std::snprintf(text, sizeof text, "%.*f", decimals, *value);
    return text;
}

std::string cell(std::uint64_t count) {
    return std::to_string(count);
}

constexpr int kNameWidth = 17;
constexpr int kCellWidth = 10;

std::string line(const std::string& name, const std::vector<std::string>& cells) {
    std::string text = name;
    text.resize(std::max<std::size_t>(text.size(), kNameWidth), ' ');
    for (const std::string& each : cells) {
        text += ' ';
        text.append(each.size() < kCellWidth ? kCellWidth - each.size() : 0, ' ');
        text += each;
    }
    return text + "\n";
}

std::string heading(const Report& report) {
    std::string text = report.language + ", " + report.source + ": " +
                       std::to_string(report.in_flight) + " in flight, " +
                       (report.pause_ms > 0 ? std::to_string(report.pause_ms) + " ms pause"
                                            : std::string("no pause")) +
                       ", " + (report.unique ? "no source twice" : "always the same source") + "\n";
    if (report.interrupted) text += "interrupted: the figures so far\n";
    return text;
}

}  // namespace

std::vector<Ratio> ratios_of(const Report& report) {
    std::vector<Ratio> ratios;
    if (report.sides.empty()) return ratios;
    const Figures& kiln = report.sides.front();
    for (std::size_t i = 1; i < report.sides.size(); ++i) {
        const Figures& side = report.sides[i];
        ratios.push_back({side.name, divided(kiln.p50, side.p50), divided(kiln.p90, side.p90),
                          divided(kiln.p99, side.p99), divided(rate(kiln), rate(side)),
                          divided(whole_cpu(kiln), whole_cpu(side))});
    }
    return ratios;
}

std::string report_text(const Report& report) {
    std::string text = heading(report);
    text += line("", {"jobs", "failed", "p50 ms", "p90 ms", "p99 ms", "max ms", "jobs/s", "CPU ms",
                      "client", "warm", "cached"});
    for (const Figures& side : report.sides)
        text += line(side.name, {cell(side.jobs), cell(side.failed), cell(side.p50, 2),
                                 cell(side.p90, 2), cell(side.p99, 2), cell(side.max, 2),
                                 cell(side.jobs_per_second, 1), cell(side.work_cpu, 2),
                                 cell(side.client_cpu, 2), cell(side.warm), cell(side.cached)});
    for (const Ratio& ratio : ratios_of(report))
        text += line("kiln/" + ratio.to,
                     {"", "", cell(ratio.p50, 3), cell(ratio.p90, 3), cell(ratio.p99, 3), "",
                      cell(ratio.jobs_per_second, 2), cell(ratio.cpu, 2)});
    for (const Figures& side : report.sides)
        if (side.failed > 0) text += side.name + " failed first with: " + side.first_failure + "\n";
    return text;
}

int exit_status(const Report& report) {
    for (const Figures& side : report.sides)
        if (side.failed > 0 || side.jobs == 0) return 1;
    return report.sides.empty() ? 1 : 0;
}

}  // namespace kiln::cmd::benchmark
