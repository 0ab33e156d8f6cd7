#include "messaging/codec/go_duration.h"

#include <doctest/doctest.h>

#include <cstdint>
#include <limits>

namespace kiln::messaging {
namespace {

struct Sample {
    std::int64_t nanoseconds;
    const char* text;
};

// What Go 1.19's time.Duration.String() answers.
const Sample kSamples[] = {
    {0, "0s"},
    {1, "1ns"},
    {100, "100ns"},
    {999, "999ns"},
    {1'000, "1\u00b5s"},
    {1'500, "1.5\u00b5s"},
    {39'500, "39.5\u00b5s"},
    {999'999, "999.999\u00b5s"},
    {1'000'000, "1ms"},
    {12'000'000, "12ms"},
    {345'678'000, "345.678ms"},
    {345'678'901, "345.678901ms"},
    {999'999'999, "999.999999ms"},
    {1'000'000'000, "1s"},
    {1'230'549'718, "1.230549718s"},
    {10'000'000'000, "10s"},
    {59'999'999'999, "59.999999999s"},
    {60'000'000'000, "1m0s"},
    {61'000'000'000, "1m1s"},
    {3'600'000'000'000, "1h0m0s"},
    {3'661'500'000'000, "1h1m1.5s"},
    {-1'500, "-1.5\u00b5s"},
    {-1'000'000'000, "-1s"},
    {std::numeric_limits<std::int64_t>::max(), "2562047h47m16.854775807s"},
    {std::numeric_limits<std::int64_t>::min(), "-2562047h47m16.854775808s"},
};

TEST_CASE("a duration reads as Go writes it") {
    for (const auto& [nanoseconds, text] : kSamples)
        CHECK(go_duration(std::chrono::nanoseconds(nanoseconds)) == text);
}

TEST_CASE("milliseconds have at most three decimals and none that say nothing") {
    using std::chrono::microseconds;
    CHECK(json_milliseconds(microseconds(0)) == "0");
    CHECK(json_milliseconds(microseconds(1)) == "0.001");
    CHECK(json_milliseconds(microseconds(12'500)) == "12.5");
    CHECK(json_milliseconds(microseconds(1'234'567)) == "1234.567");
    CHECK(json_milliseconds(microseconds(2'000)) == "2");
    CHECK(json_milliseconds(microseconds(-5)) == "0");
}

}  // namespace
}  // namespace kiln::messaging
