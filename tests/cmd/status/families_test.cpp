#include "cmd/kiln/status/families.h"

#include <doctest/doctest.h>
#include <prometheus/text_serializer.h>

namespace kiln::cmd {
namespace {

std::string text_of(Family family) {
    Families families;
    std::move(family).put_to(families);
    return prometheus::TextSerializer().Serialize(families);
}

TEST_CASE("a counter and a gauge have a line for each of their labels") {
    Family counter(Family::Kind::Counter, "a_total", "What it is.");
    counter.with(3, {{"x", "one"}}).with(4, {{"x", "two \"quoted\""}});
    CHECK(text_of(std::move(counter)) ==
          "# HELP a_total What it is.\n# TYPE a_total counter\n"
          "a_total{x=\"one\"} 3\na_total{x=\"two \\\"quoted\\\"\"} 4\n");
    Family gauge(Family::Kind::Gauge, "b_bytes", "Bytes.");
    gauge.with(123'456'789'012.0);
    CHECK(text_of(std::move(gauge)) ==
          "# HELP b_bytes Bytes.\n# TYPE b_bytes gauge\nb_bytes 123456789012\n");
}

TEST_CASE("a family without series says nothing") {
    CHECK(text_of(Family(Family::Kind::Histogram, "a", "b")).empty());
}

TEST_CASE("a histogram's buckets are cumulative, in seconds, and end with all") {
    engine::TimeHistogram times;
    times.observe(std::chrono::microseconds(400));
    times.observe(std::chrono::milliseconds(4));
    times.observe(std::chrono::seconds(120));
    Family family(Family::Kind::Histogram, "t_seconds", "Time.");
    family.with(times, {{"language", "go"}});
    const std::string text = text_of(std::move(family));
    const auto has = [&text](const std::string& line) {
        return text.find("\n" + line + "\n") != std::string::npos;
    };
    CHECK(has("# TYPE t_seconds histogram"));
    CHECK(has("t_seconds_count{language=\"go\"} 3"));
    CHECK(has("t_seconds_sum{language=\"go\"} 120.0044"));
    CHECK(has("t_seconds_bucket{language=\"go\",le=\"0.0005\"} 1"));
    CHECK(has("t_seconds_bucket{language=\"go\",le=\"0.0025\"} 1"));
    CHECK(has("t_seconds_bucket{language=\"go\",le=\"0.005\"} 2"));
    CHECK(has("t_seconds_bucket{language=\"go\",le=\"60\"} 2"));
    CHECK(has("t_seconds_bucket{language=\"go\",le=\"+Inf\"} 3"));
    CHECK(text.find("+Inf") == text.rfind("+Inf"));
}

}  // namespace
}  // namespace kiln::cmd
