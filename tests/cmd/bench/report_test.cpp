#include "cmd/kiln/bench/report.h"

#include <doctest/doctest.h>
#include <messaging/codec/json_member.h>

namespace kiln::cmd::benchmark {
namespace {

Figures side(std::string name, double p50, std::optional<double> work_cpu) {
    Figures figures;
    figures.name = std::move(name);
    figures.jobs = 10;
    figures.p50 = p50;
    figures.p90 = p50 * 2;
    figures.p99 = p50 * 3;
    figures.max = p50 * 4;
    figures.jobs_per_second = 1000 / p50;
    figures.work_cpu = work_cpu;
    figures.client_cpu = 1;
    return figures;
}

Report report_of(std::vector<Figures> sides) {
    Report report;
    report.language = "python";
    report.source = "a \"b\".py";
    report.in_flight = 1;
    report.pause_ms = 200;
    report.sides = std::move(sides);
    return report;
}

bool holds(const std::string& text, const std::string& part) {
    return text.find(part) != std::string::npos;
}

TEST_CASE("ratios are Kiln's figure over the other's") {
    const auto ratios = ratios_of(report_of({side("kiln", 4, 3), side("bare", 10, 9)}));
    REQUIRE(ratios.size() == 1);
    CHECK(ratios[0].to == "bare");
    CHECK(*ratios[0].p50 == doctest::Approx(0.4));
    CHECK(*ratios[0].p99 == doctest::Approx(0.4));
    CHECK(*ratios[0].jobs_per_second == doctest::Approx(2.5));
    CHECK(*ratios[0].cpu == doctest::Approx(0.4));  // (3 + 1) / (9 + 1)
}

TEST_CASE("there is no ratio where one figure is missing") {
    Figures failed;
    failed.name = "docker-exec";
    failed.failed = failed.jobs = 1;
    const auto ratios = ratios_of(report_of({side("kiln", 4, std::nullopt), failed}));
    REQUIRE(ratios.size() == 1);
    CHECK_FALSE(ratios[0].p50);
    CHECK_FALSE(ratios[0].cpu);
    CHECK_FALSE(ratios[0].jobs_per_second);
    CHECK(ratios_of(report_of({side("kiln", 4, 3)})).empty());
    CHECK(ratios_of(report_of({})).empty());
}

TEST_CASE("the text is a table with a line for each side and each ratio") {
    Report report = report_of({side("kiln", 4, 3), side("bare", 10, std::nullopt)});
    const std::string text = report_text(report);
    CHECK(
        text ==
        "python, a \"b\".py: 1 in flight, 200 ms pause, always the same source\n"
        "                        jobs     failed     p50 ms     p90 ms     p99 ms     max ms     "
        "jobs/s     CPU ms     client       warm     cached\n"
        "kiln                      10          0       4.00       8.00      12.00      16.00      "
        "250.0       3.00       1.00          0          0\n"
        "bare                      10          0      10.00      20.00      30.00      40.00      "
        "100.0          -       1.00          0          0\n"
        "kiln/bare                                    0.400      0.400      0.400                  "
        "2.50          -\n");
    report.interrupted = true;
    report.unique = true;
    report.pause_ms = 0;
    report.sides[1].failed = 2;
    report.sides[1].first_failure = "it did not";
    const std::string other = report_text(report);
    CHECK(holds(other, "no pause, no source twice\n"));
    CHECK(holds(other, "interrupted: the figures so far\n"));
    CHECK(holds(other, "bare failed first with: it did not\n"));
}

TEST_CASE("the JSON holds every figure, and null where there is none") {
    Report report = report_of({side("kiln", 4, 3), side("bare", 10, std::nullopt)});
    report.sides[1].failed = 1;
    report.sides[1].first_failure = "line\n\"end\"";
    const std::string json = report_json(report);
    CHECK(messaging::text_member(json, "/source") == "a \"b\".py");
    CHECK(messaging::number_member(json, "/pause_ms") == 200);
    CHECK(messaging::text_member(json, "/sides/0/name") == "kiln");
    CHECK(messaging::number_member(json, "/sides/0/jobs") == 10);
    CHECK(messaging::number_member(json, "/sides/0/p90_ms") == 8);
    CHECK(messaging::number_member(json, "/sides/0/cpu_ms_per_job") == 3);
    CHECK(messaging::text_member(json, "/sides/1/first_failure") == "line\n\"end\"");
    CHECK(holds(json, "\"cpu_ms_per_job\":null,\"client_cpu_ms_per_job\":1,"));
    CHECK(holds(json, "\"unique\":false,\"interrupted\":false,"));
    CHECK(holds(json, "\"ratios\":[{\"to\":\"bare\",\"p50\":0.4,"));
    CHECK(holds(report_json(report_of({})), "\"sides\":[],\"ratios\":[]}"));
}

TEST_CASE("a failure, or no job at all, is an exit status of 1") {
    Report report = report_of({side("kiln", 4, 3), side("bare", 10, 9)});
    CHECK(exit_status(report) == 0);
    report.sides[1].failed = 1;
    CHECK(exit_status(report) == 1);
    report.sides[1] = Figures();
    CHECK(exit_status(report) == 1);
    CHECK(exit_status(report_of({})) == 1);
}

}  // namespace
}  // namespace kiln::cmd::benchmark
