#include "engine/limits.h"

#include <doctest/doctest.h>

namespace kiln::engine {
namespace {

using namespace std::chrono_literals;

constexpr std::uint64_t kMegabyte = 1ull << 20;

pool::StepLimits defaults() {
    return {};
}

pool::StepLimits twice() {
    pool::StepLimits most;
    most.wall *= 2;
    most.cpu *= 2;
    most.memory_bytes *= 2;
    most.stack_bytes *= 2;
    most.output_bytes *= 2;
    most.processes *= 2;
    return most;
}

std::string refusal(const LimitRequest& asked) {
    const auto limits = step_limits(asked, defaults(), twice(), "limits");
    return limits ? "" : limits.error().text();
}

TEST_CASE("a silent request gets the defaults, exactly") {
    const auto limits = step_limits({}, defaults(), twice(), "limits");
    REQUIRE(limits.has_value());
    CHECK(limits.value().wall == 10s);
    CHECK(limits.value().cpu == 10s);
    CHECK(limits.value().memory_bytes == 400 * kMegabyte);
    CHECK(limits.value().stack_bytes == 400 * kMegabyte);
    CHECK(limits.value().output_bytes == 256 * 1024);
    CHECK(limits.value().processes == 128);
}

TEST_CASE("a request may lower every limit, and raise it up to the most") {
    LimitRequest asked;
    asked.wall_ms = 1;
    asked.cpu_ms = 20'000;
    asked.memory_mb = 800;
    asked.stack_mb = 1;
    asked.processes = 256;
    asked.output_kb = 512;
    const auto limits = step_limits(asked, defaults(), twice(), "limits");
    REQUIRE(limits.has_value());
    CHECK(limits.value().wall == 1ms);
    CHECK(limits.value().cpu == 20s);
    CHECK(limits.value().memory_bytes == 800 * kMegabyte);
    CHECK(limits.value().stack_bytes == kMegabyte);
    CHECK(limits.value().processes == 256);
    CHECK(limits.value().output_bytes == 512 * 1024);
}

TEST_CASE("zero and too much are refused by name, each limit") {
    const auto check = [](std::optional<std::uint64_t> LimitRequest::*field, std::string name,
                          std::uint64_t most) {
        CAPTURE(name);
        LimitRequest asked;
        asked.*field = 0;
        CHECK(refusal(asked) == "limits." + name + " is 0, the least is 1");
        asked.*field = most;
        CHECK(refusal(asked).empty());
        asked.*field = most + 1;
        CHECK(refusal(asked) == "limits." + name + " is " + std::to_string(most + 1) +
                                    ", the most allowed here is " + std::to_string(most));
        asked.*field = UINT64_MAX;  // multiplied by its unit it would wrap around
        CHECK_FALSE(refusal(asked).empty());
    };
    check(&LimitRequest::wall_ms, "wall_ms", 20'000);
    check(&LimitRequest::cpu_ms, "cpu_ms", 20'000);
    check(&LimitRequest::memory_mb, "memory_mb", 800);
    check(&LimitRequest::stack_mb, "stack_mb", 800);
    check(&LimitRequest::processes, "processes", 256);
    check(&LimitRequest::output_kb, "output_kb", 512);
}

TEST_CASE("the field's name is the request's") {
    LimitRequest asked;
    asked.wall_ms = 0;
    const auto limits = step_limits(asked, defaults(), twice(), "compile_limits");
    REQUIRE_FALSE(limits.has_value());
    CHECK(limits.error().text() == "compile_limits.wall_ms is 0, the least is 1");
}

TEST_CASE("a default above the most may still be asked for") {
    pool::StepLimits most;
    most.wall = 5s;
    LimitRequest asked;
    asked.wall_ms = 10'000;
    CHECK(step_limits(asked, defaults(), most, "limits").has_value());
}

TEST_CASE("the stack follows the memory where both had one default") {
    LimitRequest asked;
    asked.memory_mb = 64;
    CHECK(step_limits(asked, defaults(), twice(), "limits").value().stack_bytes == 64 * kMegabyte);
    pool::StepLimits small_stack;
    small_stack.stack_bytes = 8 * kMegabyte;
    CHECK(step_limits(asked, small_stack, twice(), "limits").value().stack_bytes == 8 * kMegabyte);
    asked.stack_mb = 16;
    CHECK(step_limits(asked, defaults(), twice(), "limits").value().stack_bytes == 16 * kMegabyte);
}

TEST_CASE("a language's percentages multiply its own step's defaults") {
    LimitPolicy policy;
    policy.compile.cpu = 20s;
    Language language;
    language.compile_memory_percent = 200;
    language.memory_percent = 150;
    language.time_percent = 50;
    const pool::StepLimits run = run_defaults(policy, language);
    CHECK(run.memory_bytes / kMegabyte == 600);
    CHECK(run.stack_bytes == run.memory_bytes);
    CHECK(run.wall == 5s);
    CHECK(run.cpu == 5s);
    const pool::StepLimits compile = compile_defaults(policy, language);
    CHECK(compile.memory_bytes / kMegabyte == 800);
    CHECK(compile.cpu == 20s);
    CHECK(compile_defaults(policy, Language{}).memory_bytes == policy.compile.memory_bytes);
}

}  // namespace
}  // namespace kiln::engine
