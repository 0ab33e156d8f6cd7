#include <cstdio>

#include "cmd/kiln/bench/report.h"
#include "pool/base/json_text.h"

namespace kiln::cmd::benchmark {

namespace {

void append_member(std::string& json, const char* name, const std::string& value) {
    if (!json.ends_with('{')) json += ',';
    json += '"';
    json += name;
    json += "\":";
    json += value;
}

void append_figure(std::string& json, const char* name, std::optional<double> value) {
    char text[64] = "null";
    if (value) std::snprintf(text, sizeof text, "%.6g", *value);
    append_member(json, name, text);
}

void append_count(std::string& json, const char* name, std::uint64_t value) {
    append_member(json, name, std::to_string(value));
}

void append_flag(std::string& json, const char* name, bool value) {
    append_member(json, name, value ? "true" : "false");
}

std::string side_json(const Figures& side) {
    std::string json = "{";
    append_member(json, "name", pool::json_quoted(side.name));
    append_count(json, "jobs", side.jobs);
    append_count(json, "failed", side.failed);
    if (side.failed > 0)
        append_member(json, "first_failure", pool::json_quoted(side.first_failure));
    append_figure(json, "p50_ms", side.p50);
    append_figure(json, "p90_ms", side.p90);
    append_figure(json, "p99_ms", side.p99);
    append_figure(json, "max_ms", side.max);
    append_figure(json, "jobs_per_second", side.jobs_per_second);
    append_figure(json, "cpu_ms_per_job", side.work_cpu);
    append_figure(json, "client_cpu_ms_per_job", side.client_cpu);
    append_count(json, "warm", side.warm);
    append_count(json, "cached", side.cached);
    return json + "}";
}

std::string ratio_json(const Ratio& ratio) {
    std::string json = "{";
    append_member(json, "to", pool::json_quoted(ratio.to));
    append_figure(json, "p50", ratio.p50);
    append_figure(json, "p90", ratio.p90);
    append_figure(json, "p99", ratio.p99);
    append_figure(json, "jobs_per_second", ratio.jobs_per_second);
    append_figure(json, "cpu", ratio.cpu);
    return json + "}";
}

}  // namespace

std::string report_json(const Report& report) {
    std::string sides;
    for (const Figures& side : report.sides) sides += (sides.empty() ? "" : ",") + side_json(side);
    std::string ratios;
    for (const Ratio& ratio : ratios_of(report))
        ratios += (ratios.empty() ? "" : ",") + ratio_json(ratio);
    std::string json = "{";
    append_member(json, "language", pool::json_quoted(report.language));
    append_member(json, "source", pool::json_quoted(report.source));
    append_count(json, "in_flight", report.in_flight);
    append_count(json, "pause_ms", report.pause_ms);
    append_flag(json, "unique", report.unique);
    append_flag(json, "interrupted", report.interrupted);
    append_member(json, "sides", "[" + sides + "]");
    append_member(json, "ratios", "[" + ratios + "]");
    return json + "}";
}

}  // namespace kiln::cmd::benchmark
