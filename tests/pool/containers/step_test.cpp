#include <doctest/doctest.h>
#include <fcntl.h>
#include <unistd.h>

#include <csignal>
#include <ostream>

#include "pool/base/memfd.h"
#include "tests/pool/containers/workbench.h"

namespace kiln::pool {

TEST_CASE("a step runs: both streams, their order, exit status, time and the container's name") {
    if (!containers_work_here()) return;
    Workbench bench(1);
    StepSpec spec =
        shell("printf one; sleep 0.02; printf two >&2; sleep 0.02; printf three; exit 3");
    const StepReport report = bench.run(std::move(spec));
    CHECK(report.exit_code == 3);
    CHECK_FALSE(report.term_signal.has_value());
    CHECK(report.cut == Cut::None);
    CHECK(report.out == "onethree");
    CHECK(report.err == "two");
    CHECK(report.merged == "onetwothree");
    CHECK_FALSE(report.output_limit_hit);
    CHECK(report.wall >= std::chrono::milliseconds(40));
    REQUIRE(report.cpu.has_value());
    CHECK(*report.cpu > std::chrono::microseconds(0));
    CHECK(*report.cpu < std::chrono::seconds(2));
    CHECK(report.container == "c0");
    CHECK(report.oom_kills == 0);
    CHECK(report.process_limit_hits == 0);
}

TEST_CASE("a step has its arguments, environment, input and files, and nothing of ours") {
    if (!containers_work_here()) return;
    Workbench bench(1);
    StepSpec spec = shell("cat; echo \"$1|$2\"; env | grep -v ^PWD; cat sub/a.txt; ls");
    spec.argv.insert(spec.argv.end(), {"sh", "a b", ""});
    spec.env = {"ONE=1", "PATH=/bin"};
    spec.stdin_bytes = "typed\n";
    StepFile file;
    file.name = "sub/a.txt";
    file.content = "content\n";
    spec.files.push_back(std::move(file));
    const StepReport report = bench.run(std::move(spec));
    CHECK(report.err.empty());
    CHECK(report.out.find("typed\na b|\n") == 0);
    CHECK(report.out.find("ONE=1\n") != std::string::npos);
    CHECK(report.out.find("PATH=/bin\n") != std::string::npos);
    CHECK(report.out.ends_with("content\nsub\n"));
}

TEST_CASE("a step's input may be a descriptor, and a file may come by one") {
    if (!containers_work_here()) return;
    Workbench bench(1);
    StepSpec spec = shell("cat; ./tool");
    spec.stdin_fd = sealed_memfd("stdin", "from fd\n").value();
    StepFile tool;
    tool.name = "tool";
    tool.fd = sealed_memfd("tool", "#!/bin/sh\necho tool ran\n").value();
    tool.executable = true;
    spec.files.push_back(std::move(tool));
    CHECK(bench.run(std::move(spec)).out == "from fd\ntool ran\n");
}

TEST_CASE("a program's death by a signal is reported as that signal") {
    if (!containers_work_here()) return;
    Workbench bench(1);
    for (const int number : {SIGSEGV, SIGABRT, SIGKILL, SIGTERM}) {
        const StepReport report = bench.run(shell("kill -" + std::to_string(number) + " $$"));
        CHECK(report.term_signal == number);
        CHECK_FALSE(report.exit_code.has_value());
        CHECK(report.cut == Cut::None);
    }
}

TEST_CASE("a command that cannot be executed is told with its errno, and the next one runs") {
    if (!containers_work_here()) return;
    Workbench bench(1);
    struct Row {
        const char* path;
        std::errc code;
    };
    const Row rows[] = {
        {"/no/such/program", std::errc::no_such_file_or_directory},
        {"/usr", std::errc::permission_denied},
        {"/etc/passwd", std::errc::permission_denied},
    };
    for (const Row& row : rows) {
        CAPTURE(std::string(row.path));
        StepSpec spec = shell("");
        spec.argv = {row.path};
        const StepReport report = bench.run(std::move(spec));
        REQUIRE(report.not_begun);
        CHECK(report.not_begun->why == NotBegun::Why::Command);
        CHECK(report.not_begun->code == row.code);
    }
    CHECK(bench.run(shell("echo fine")).out == "fine\n");
    CHECK(bench.pool().recycled() == 0);
}

TEST_CASE("a step is user 1000, pid 2, without any right, alone in its namespaces") {
    if (!containers_work_here()) return;
    Workbench bench(1);
    const StepReport report =
        bench.run(shell("echo $$ $(id -u) $(id -g) $(id -G); pwd; hostname\n"
                        "grep -E '^(CapEff|CapBnd|NoNewPrivs|Seccomp):' /proc/self/status\n"
                        "set -- /proc/[0-9]*; echo $# process; cat /proc/self/oom_score_adj\n"
                        "(echo x > /usr/x) 2>/dev/null || echo read-only\n"
                        "tail -n +3 /proc/net/dev | grep -v lo: | wc -l"));
    CHECK(report.out ==
          "2 1000 1000 1000\n/box\nkiln\n"
          "CapEff:\t0000000000000000\nCapBnd:\t0000000000000000\nNoNewPrivs:\t1\nSeccomp:\t2\n"
          "1 process\n1000\nread-only\n0\n");
}

TEST_CASE("a step holds its input and its two streams, and no other descriptor of ours") {
    if (!containers_work_here()) return;
    Workbench bench(1);
    // 3 is the directory that ls reads.
    StepSpec spec = shell("");
    spec.argv = {"/bin/ls", "/proc/self/fd"};
    CHECK(bench.run(std::move(spec)).out == "0\n1\n2\n3\n");
}

TEST_CASE("nothing of one step is there for the next: files, processes, shared memory") {
    if (!containers_work_here()) return;
    Workbench bench(1);
    const StepReport first = bench.run(
        shell("for d in /box /tmp /dev/shm; do echo x > $d/left || exit 1; done; echo done"));
    CHECK(first.out == "done\n");
    const StepReport second = bench.run(shell("ls -A /box /tmp /dev/shm"));
    CHECK(second.out == "/box:\n\n/dev/shm:\n\n/tmp:\n");
    CHECK(second.container == first.container);
}

TEST_CASE("background processes die with their step, whatever they made of themselves") {
    if (!containers_work_here()) return;
    Workbench bench(1);
    // The argument is how the host tells them.
    const std::string mark = std::to_string(7'000'000 + ::getpid());
    const StepReport report = bench.run(shell("sleep " + mark + " & (setsid sleep " + mark +
                                              " > /dev/null 2>&1 < /dev/null &)\n"
                                              "(trap '' TERM HUP INT; sleep " +
                                              mark + ") & echo started"));
    CHECK(report.exit_code == 0);
    CHECK(report.out == "started\n");
    CHECK(report.wall < std::chrono::seconds(4));
    // When the container is given out again, at the latest, nothing of the last step lives.
    const Lease again = bench.lease();
    CHECK_FALSE(someone_runs_with(mark));
    CHECK(bench.pool().recycled() == 0);
}

TEST_CASE("the sleepers of the test above would be seen while they live") {
    if (!containers_work_here()) return;
    Workbench bench(1);
    EndlessStep step(bench, bench.lease());
    CHECK(bench.run_until([] { return someone_runs_with("100"); }));
    step.cancel();
    (void)step.end();
}

}  // namespace kiln::pool
