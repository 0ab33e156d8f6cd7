#include "engine/limits.h"

#include <algorithm>
#include <array>

namespace kiln::engine {
namespace {

constexpr unsigned kMegabyteShift = 20;
constexpr unsigned kKilobyteShift = 10;

struct AskedLimit {
    std::string_view name;
    std::optional<std::uint64_t> value;  // in the unit of its name
    std::uint64_t most;                  // likewise
};

pool::Result<void> check_limit(const AskedLimit& limit, std::string_view field) {
    if (!limit.value) return pool::success();
    const std::string is = std::string(field) + "." + std::string(limit.name) + " is " +
                           std::to_string(*limit.value) + ", ";
    if (*limit.value == 0) return pool::plain_error(is + "the least is 1");
    if (*limit.value > limit.most) {
        return pool::plain_error(is + "the most allowed here is " + std::to_string(limit.most));
    }
    return pool::success();
}

std::uint64_t ceiling_ms(std::chrono::milliseconds standard, std::chrono::milliseconds most) {
    return static_cast<std::uint64_t>(std::max(standard, most).count());
}

std::array<AskedLimit, 6> asked_limits(const LimitRequest& asked, const pool::StepLimits& defaults,
                                       const pool::StepLimits& most) {
    return {{
        {"wall_ms", asked.wall_ms, ceiling_ms(defaults.wall, most.wall)},
        {"cpu_ms", asked.cpu_ms, ceiling_ms(defaults.cpu, most.cpu)},
        {"memory_mb", asked.memory_mb,
         std::max(defaults.memory_bytes, most.memory_bytes) >> kMegabyteShift},
        {"stack_mb", asked.stack_mb,
         std::max(defaults.stack_bytes, most.stack_bytes) >> kMegabyteShift},
        {"processes", asked.processes, std::max(defaults.processes, most.processes)},
        {"output_kb", asked.output_kb,
         std::max(defaults.output_bytes, most.output_bytes) >> kKilobyteShift},
    }};
}

std::uint64_t scaled(std::uint64_t value, std::uint32_t percent) {
    return value / 100 * percent;
}

void scale_memory(pool::StepLimits& limits, std::uint32_t percent) {
    limits.memory_bytes = scaled(limits.memory_bytes, percent);
    limits.stack_bytes = scaled(limits.stack_bytes, percent);
}

}  // namespace

pool::StepLimits run_defaults(const LimitPolicy& policy, const Language& language) {
    pool::StepLimits limits = policy.run;
    scale_memory(limits, language.memory_percent);
    limits.wall = limits.wall * language.time_percent / 100;
    limits.cpu = limits.cpu * language.time_percent / 100;
    return limits;
}

pool::StepLimits compile_defaults(const LimitPolicy& policy, const Language& language) {
    pool::StepLimits limits = policy.compile;
    scale_memory(limits, language.compile_memory_percent);
    return limits;
}

pool::Result<pool::StepLimits> step_limits(const LimitRequest& asked,
                                           const pool::StepLimits& defaults,
                                           const pool::StepLimits& most, std::string_view field) {
    for (const AskedLimit& limit : asked_limits(asked, defaults, most)) {
        BOOST_OUTCOME_TRY(check_limit(limit, field));
    }
    pool::StepLimits limits = defaults;
    if (asked.wall_ms) limits.wall = std::chrono::milliseconds(*asked.wall_ms);
    if (asked.cpu_ms) limits.cpu = std::chrono::milliseconds(*asked.cpu_ms);
    if (asked.memory_mb) {
        limits.memory_bytes = *asked.memory_mb << kMegabyteShift;
        if (defaults.stack_bytes == defaults.memory_bytes) limits.stack_bytes = limits.memory_bytes;
    }
    if (asked.stack_mb) limits.stack_bytes = *asked.stack_mb << kMegabyteShift;
    if (asked.processes) limits.processes = static_cast<std::uint32_t>(*asked.processes);
    if (asked.output_kb) limits.output_bytes = *asked.output_kb << kKilobyteShift;
    return limits;
}

}  // namespace kiln::engine
