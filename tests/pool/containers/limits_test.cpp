#include <doctest/doctest.h>

#include <csignal>
#include <optional>
#include <ostream>

#include "tests/pool/containers/workbench.h"

namespace kiln::pool {

using std::chrono::milliseconds;
using std::chrono::seconds;

TEST_CASE("output of exactly the limit is whole, one byte more is cut there and says so") {
    if (!containers_work_here()) return;
    Workbench bench(1);
    for (const char* where : {"", ">&2"}) {
        CAPTURE(std::string(where));
        const std::string write = std::string("head -c 70000 /dev/zero ") + where;
        StepSpec exact = shell(write);
        exact.limits.output_bytes = 70'000;
        const StepReport whole = bench.run(std::move(exact));
        CHECK(whole.exit_code == 0);
        CHECK(whole.cut == Cut::None);
        CHECK_FALSE(whole.output_limit_hit);
        CHECK(whole.merged.size() == 70'000);
        CHECK(whole.out.size() + whole.err.size() == 70'000);

        StepSpec over = shell(write);
        over.limits.output_bytes = 69'999;
        const StepReport cut = bench.run(std::move(over));
        CHECK(cut.output_limit_hit);
        CHECK(cut.cut == Cut::Output);
        CHECK(cut.merged.size() == 69'999);
    }
}

TEST_CASE("the output limit is of both streams together, and a flood is stopped at once") {
    if (!containers_work_here()) return;
    Workbench bench(1);
    StepSpec spec = shell("yes & yes >&2 & wait");
    spec.limits.output_bytes = 100'000;
    const StepReport report = bench.run(std::move(spec));
    CHECK(report.cut == Cut::Output);
    CHECK(report.merged.size() == 100'000);
    CHECK(report.out.size() + report.err.size() == 100'000);
    CHECK(report.wall < seconds(4));
}

TEST_CASE("a step that lasts longer than its wall time is cut") {
    if (!containers_work_here()) return;
    Workbench bench(1);
    StepSpec spec = shell("echo before; sleep 100");
    spec.limits.wall = milliseconds(200);
    const StepReport report = bench.run(std::move(spec));
    CHECK(report.cut == Cut::WallTime);
    CHECK(report.out == "before\n");
    CHECK_FALSE(report.exit_code.has_value());
    CHECK(report.wall >= milliseconds(200));
    CHECK(report.wall < seconds(4));
}

TEST_CASE("a step that uses more than its CPU time is cut, also when many processes share it") {
    if (!containers_work_here()) return;
    Workbench bench(1);
    for (const char* script :
         {"while :; do :; done", "while :; do :; done & while :; do :; done & wait"}) {
        StepSpec spec = shell(script);
        spec.limits.cpu = milliseconds(200);
        const StepReport report = bench.run(std::move(spec));
        CHECK(report.cut == Cut::Cpu);
        REQUIRE(report.cpu.has_value());
        CHECK(*report.cpu >= milliseconds(200));
        CHECK(*report.cpu < seconds(2));
    }
}

TEST_CASE("a step that takes more memory than allowed is cut, and the kill is counted") {
    if (!containers_work_here()) return;
    Workbench bench(1);
    // What is killed is not the whole of it: the rest would go on for long.
    StepSpec spec = shell("head -c 200000000 /dev/zero | tail; sleep 100");
    spec.limits.memory_bytes = 40 << 20;
    const StepReport report = bench.run(std::move(spec));
    CHECK(report.oom_kills > 0);
    CHECK(report.cut == Cut::Memory);
    CHECK_FALSE(report.exit_code.has_value());
    CHECK(report.wall < seconds(4));
    REQUIRE(report.memory_peak_bytes.has_value());
    CHECK(*report.memory_peak_bytes <= 40u << 20);
    CHECK(*report.memory_peak_bytes > 30u << 20);
    const StepReport next = bench.run(shell("echo fine"));
    CHECK(next.oom_kills == 0);
    CHECK(*next.memory_peak_bytes < 20u << 20);
}

TEST_CASE("what a cell cannot hold is told before anything of the step began") {
    if (!containers_work_here()) return;
    Workbench bench(1);
    const auto why = [&bench](StepSpec spec) {
        const StepReport report = bench.run(std::move(spec));
        return report.not_begun ? std::optional(report.not_begun->why) : std::nullopt;
    };
    StepSpec crowded = shell("echo");
    for (int i = 0; i < 64; ++i) {
        std::string name = std::to_string(i) + "/";
        while (name.size() < 1000) name += "a/";
        crowded.files.push_back({name + "f", "", {}, false, false});
    }
    CHECK(why(std::move(crowded)) == NotBegun::Why::Files);
    StepSpec large = shell("echo");
    large.files.push_back({"f", std::string(70 << 20, 'x'), {}, false, false});
    CHECK(why(std::move(large)) == NotBegun::Why::Files);
    StepSpec wordy = shell("echo");
    wordy.limits.stack_bytes = 1 << 20;
    wordy.argv.insert(wordy.argv.end(), 3, std::string(100'000, 'x'));
    CHECK(why(std::move(wordy)) == NotBegun::Why::Words);
    CHECK(bench.run(shell("echo fine")).out == "fine\n");
    CHECK(bench.pool().recycled() == 0);
}

TEST_CASE("a step may ask for less memory than its cell has, and has met its limit then") {
    if (!containers_work_here()) return;
    Workbench bench(1);
    StepSpec small = shell("echo");
    small.limits.memory_bytes = 64 << 10;
    const StepReport report = bench.run(std::move(small));
    REQUIRE(report.not_begun);
    CHECK(report.not_begun->why == NotBegun::Why::Memory);
    CHECK(bench.run(shell("echo fine")).out == "fine\n");
    CHECK(bench.pool().recycled() == 0);
}

TEST_CASE("files a step keeps in memory count as its memory") {
    if (!containers_work_here()) return;
    Workbench bench(1);
    StepSpec spec = shell("head -c 60000000 /dev/zero > /tmp/a; head -c 60000000 /dev/zero > b");
    spec.limits.memory_bytes = 40 << 20;
    CHECK(bench.run(std::move(spec)).oom_kills > 0);
}

TEST_CASE("forks above the process limit are refused and counted, and a bomb leaves nothing") {
    if (!containers_work_here()) return;
    Workbench bench(1);
    StepSpec spec = shell("f() { f | f & f; }; f");
    spec.limits.processes = 20;
    spec.limits.wall = seconds(1);
    const StepReport report = bench.run(std::move(spec));
    CHECK(report.process_limit_hits > 0);
    const StepReport next = bench.run(shell("echo fine"));
    CHECK(next.out == "fine\n");
    CHECK(next.process_limit_hits == 0);
}

TEST_CASE("as many processes as allowed can live at once") {
    if (!containers_work_here()) return;
    Workbench bench(1);
    // The shell is one of them.
    StepSpec fits = shell("sleep 1 & sleep 1 & sleep 1 & echo all");
    fits.limits.processes = 4;
    const StepReport report = bench.run(std::move(fits));
    CHECK(report.process_limit_hits == 0);
    CHECK(report.out == "all\n");
}

TEST_CASE("a file may not grow past its limit, nor the writable file systems past theirs") {
    if (!containers_work_here()) return;
    Workbench bench(1);
    StepSpec large = shell("exec head -c 3000000 /dev/zero > f");
    large.limits.file_bytes = 1 << 20;
    CHECK(bench.run(std::move(large)).term_signal == SIGXFSZ);
    const StepReport full = bench.run(shell(
        "for i in 1 2 3; do head -c 30000000 /dev/zero > /tmp/$i 2>/dev/null || echo full; done"));
    CHECK(full.out == "full\n");
}

}  // namespace kiln::pool
