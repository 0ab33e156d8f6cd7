#include <doctest/doctest.h>

#include <cerrno>
#include <stdexcept>

#include "engine/engine.h"
#include "engine/plan.h"
#include "tests/engine/engine_fixture.h"

namespace kiln::engine {
namespace {

using namespace std::chrono_literals;
using Answer = FakeStepRunner::Answer;

pool::StepReport cut_at_wall(std::chrono::microseconds wall) {
    pool::StepReport report;
    report.cut = pool::Cut::WallTime;
    report.wall = wall;
    return report;
}

TEST_CASE("an interpreted job is one step, and its report is the outcome's") {
    EngineFixture fixture;
    fixture.runner.isolation_.seccomp = true;
    Job job = EngineFixture::job("SCRIPT");
    job.code = "print";
    job.stdin_bytes = "in";
    const std::size_t number = fixture.begin(std::move(job));
    REQUIRE(fixture.runner.steps.size() == 1);
    CHECK(fixture.runner.steps[0]->spec.stdin_bytes == "in");
    pool::StepReport report = exited(3);
    report.out = "o";
    report.err = "e";
    report.merged = "oe";
    report.wall = 5ms;
    report.cpu = 4ms;
    report.memory_peak_bytes = 4096;
    fixture.runner.finish(0, std::move(report));
    fixture.settle();
    const Outcome& outcome = fixture.outcome(number);
    CHECK(outcome.verdict == Verdict::RuntimeError);
    CHECK(outcome.language == "interpreted");
    CHECK(outcome.isolation.seccomp);
    CHECK_FALSE(outcome.compile.has_value());
    REQUIRE(outcome.run.has_value());
    CHECK(outcome.run->merged == "oe");
    CHECK(outcome.run->out == "o");
    CHECK(outcome.run->err == "e");
    CHECK(outcome.run->exit_code == 3);
    CHECK(outcome.run->memory_peak_kb == 4);
    CHECK(outcome.run->wall == 5ms);
    CHECK(outcome.run->container == "c1");
    CHECK_FALSE(outcome.run->cut);
}

TEST_CASE("a job whose toolchain turns out not to be there is told the package") {
    EngineFixture fixture;
    const std::size_t job = fixture.begin(EngineFixture::job("SCRIPT"));
    REQUIRE(fixture.runner.steps.size() == 1);
    fixture.runner.finish(0, not_begun(pool::NotBegun::Why::Command, ENOENT));
    fixture.settle();
    CHECK(fixture.outcome(job).verdict == Verdict::Rejected);
    CHECK(fixture.outcome(job).message.find("Debian package") != std::string::npos);
    CHECK_FALSE(fixture.outcome(job).run.has_value());
}

TEST_CASE("what a compiler left and nobody can execute is no program") {
    EngineFixture fixture;
    const std::size_t job = fixture.begin(EngineFixture::job("compiled"));
    fixture.runner.finish(0, compiled());
    fixture.settle();
    fixture.runner.finish(1, not_begun(pool::NotBegun::Why::Command, ENOEXEC));
    fixture.settle();
    CHECK(fixture.outcome(job).verdict == Verdict::CompileError);
    CHECK(fixture.outcome(job).reason == "no_program");
    CHECK(fixture.outcome(job).message.find("Exec format error") != std::string::npos);
}

TEST_CASE("a step that asked for too much is not begun, and the job is told which") {
    struct Row {
        pool::NotBegun::Why why;
        int error;
        Verdict verdict;
        const char* says;
    };
    const Row rows[] = {
        {pool::NotBegun::Why::Files, ENOSPC, Verdict::Rejected, "No space left"},
        {pool::NotBegun::Why::Words, E2BIG, Verdict::Rejected, "Argument list too long"},
        {pool::NotBegun::Why::Memory, 0, Verdict::MemoryLimit, ""},
        {pool::NotBegun::Why::Processes, EAGAIN, Verdict::ProcessLimit, ""},
    };
    for (const char* language : {"SCRIPT", "compiled"}) {
        for (const Row& row : rows) {
            CAPTURE(std::string(row.says));
            EngineFixture fixture;
            const std::size_t job = fixture.begin(EngineFixture::job(language));
            fixture.runner.finish(0, not_begun(row.why, row.error));
            fixture.settle();
            const Outcome& outcome = fixture.outcome(job);
            CHECK(outcome.verdict == row.verdict);
            CHECK(outcome.message.find(row.says) != std::string::npos);
            CHECK_FALSE(outcome.compile.has_value());
            CHECK_FALSE(outcome.run.has_value());
            CHECK(fixture.runner.steps.size() == 1);
        }
    }
}

TEST_CASE("a compiled job runs what its compiler left") {
    EngineFixture fixture;
    const std::size_t job = fixture.begin(EngineFixture::job("compiled"));
    REQUIRE(fixture.runner.steps.size() == 1);
    CHECK(fixture.runner.steps[0]->spec.argv.front() == "/bin/compile");
    pool::StepReport warned = compiled();
    warned.merged = "a warning";
    fixture.runner.finish(0, std::move(warned));
    fixture.settle();
    REQUIRE(fixture.runner.steps.size() == 2);
    CHECK(fixture.runner.steps[1]->spec.argv.front() == "./program");
    CHECK(fixture.runner.steps[1]->spec.files.back().name == "program");
    fixture.runner.finish(1, exited(0));
    fixture.settle();
    CHECK(fixture.outcome(job).verdict == Verdict::Ok);
    CHECK(fixture.outcome(job).compile->merged == "a warning");
    CHECK(fixture.outcome(job).run->merged.empty());
}

TEST_CASE("a source that does not compile is not run") {
    EngineFixture fixture;
    fixture.runner.script = [](const pool::StepSpec&) {
        pool::StepReport report = exited(1);
        report.merged = "main.src:1: error";
        return Answer(std::move(report));
    };
    const std::size_t job = fixture.begin(EngineFixture::job("compiled"));
    CHECK(fixture.outcome(job).verdict == Verdict::CompileError);
    CHECK(fixture.outcome(job).compile->merged == "main.src:1: error");
    CHECK(fixture.outcome(job).compile->exit_code == 1);
    CHECK_FALSE(fixture.outcome(job).run.has_value());
    CHECK(fixture.runner.steps.size() == 1);
}

TEST_CASE("each step gets its own limits, and no more time than the deadline leaves") {
    EngineFixture fixture;
    Job job = EngineFixture::job("compiled");
    set_deadlines(job, job.arrived + 3s);
    job.compile_limits.wall_ms = 2000;
    job.limits.memory_mb = 64;
    fixture.begin(std::move(job));
    CHECK(fixture.runner.steps[0]->spec.limits.wall == 2s);
    fixture.runner.finish(0, compiled());
    fixture.settle();
    const FakeStepRunner::Step& run = *fixture.runner.steps[1];
    CHECK(run.spec.limits.wall <= 3s - kAnswerMargin);
    CHECK(run.spec.limits.wall > 1s);
    CHECK(run.spec.limits.memory_bytes == 64u << 20);
    CHECK(run.end_before == fixture.runner.steps[0]->end_before);
}

TEST_CASE("steps have the execution's time, whether or not a client waits for so long") {
    EngineFixture fixture;
    Job job = EngineFixture::job();
    job.answer_by = Clock::time_point::max();
    job.execute_by = job.arrived + 2s;
    job.limits.wall_ms = 5000;
    const auto execute_by = job.execute_by;
    const std::size_t number = fixture.begin(std::move(job));
    CHECK(fixture.runner.steps[0]->end_before == execute_by);
    CHECK(fixture.runner.steps[0]->spec.limits.wall <= 2s);
    fixture.runner.finish(0, cut_at_wall(2s));
    fixture.settle();
    CHECK(fixture.outcome(number).verdict == Verdict::TimeLimit);
    CHECK(fixture.outcome(number).reason == "deadline");
}

TEST_CASE("a step cut at its own wall limit is a time limit, reason wall") {
    EngineFixture fixture;
    Job job = EngineFixture::job();
    job.limits.wall_ms = 100;
    const std::size_t number = fixture.begin(std::move(job));
    fixture.runner.finish(0, cut_at_wall(100ms));
    fixture.settle();
    CHECK(fixture.outcome(number).verdict == Verdict::TimeLimit);
    CHECK(fixture.outcome(number).reason == "wall");
    CHECK(fixture.outcome(number).run->cut);
}

TEST_CASE("a step cut at the job's deadline says so") {
    EngineFixture fixture;
    Job job = EngineFixture::job();
    set_deadlines(job, job.arrived + 9s);
    const std::size_t number = fixture.begin(std::move(job));
    fixture.runner.finish(0, cut_at_wall(8950ms));
    fixture.settle();
    CHECK(fixture.outcome(number).verdict == Verdict::TimeLimit);
    CHECK(fixture.outcome(number).reason == "deadline");
}

TEST_CASE("a step cut at the deadline after a long queue has expired") {
    EngineFixture fixture;
    Job job = EngineFixture::job();
    job.arrived = Clock::now() - 8s;
    set_deadlines(job, job.arrived + 9700ms);
    const std::size_t number = fixture.begin(std::move(job));
    fixture.runner.finish(0, cut_at_wall(1us));
    fixture.settle();
    CHECK(fixture.outcome(number).verdict == Verdict::Expired);
    CHECK(fixture.outcome(number).queued >= 7s);
    CHECK(fixture.outcome(number).message.find("it was cut off") != std::string::npos);
}

TEST_CASE("a compiler that uses the job's time up leaves no time to run") {
    EngineFixture fixture;
    Job job = EngineFixture::job("compiled");
    job.arrived = Clock::now() - 20s;
    set_deadlines(job, Clock::now() + kAnswerMargin + 5s);
    fixture.runner.script = [](const pool::StepSpec& spec) -> std::optional<Answer> {
        if (spec.argv.front() != "/bin/compile") return std::nullopt;
        pool::StepReport report = compiled();
        report.wall = 20s;  // all the time since the job arrived, as far as the engine can see
        return Answer(std::move(report));
    };
    const std::size_t number = fixture.begin(std::move(job));
    REQUIRE(fixture.runner.steps.size() == 2);
    fixture.runner.finish(1, cut_at_wall(5s));
    fixture.settle();
    CHECK(fixture.outcome(number).verdict == Verdict::TimeLimit);
    CHECK(fixture.outcome(number).reason == "deadline");
}

TEST_CASE("trouble of ours is an internal error that names the step") {
    EngineFixture fixture;
    fixture.runner.script = [](const pool::StepSpec& spec) {
        if (spec.argv.front() == "/bin/compile") return Answer(compiled());
        return Answer(pool::errno_error(EPIPE, "talk to the agent"));
    };
    const std::size_t compiled_job = fixture.begin(EngineFixture::job("compiled"));
    const std::size_t job = fixture.begin(EngineFixture::job());
    const std::string message =
        "internal error in the run step: talk to the agent: Broken pipe; send the job again";
    CHECK(fixture.outcome(job).verdict == Verdict::InternalError);
    CHECK(fixture.outcome(job).message == message);
    CHECK(fixture.outcome(compiled_job).message == message);
    CHECK(fixture.outcome(compiled_job).compile.has_value());
}

TEST_CASE("a wait for a container that lasts until the answer is due expires the job") {
    EngineFixture fixture;
    Job job = EngineFixture::job();
    set_deadlines(job, job.arrived + kAnswerMargin + 30ms);
    fixture.runner.script = [due = job.execute_by](const pool::StepSpec&) {
        while (Clock::now() < due) {  // the wait itself
        }
        return Answer(pool::errno_error(ETIMEDOUT, "wait for a free container"));
    };
    const std::size_t number = fixture.begin(std::move(job));
    CHECK(fixture.outcome(number).verdict == Verdict::Expired);
    CHECK(fixture.outcome(number).queued >= 29ms);
    CHECK(fixture.outcome(number).message.find("it was not run") != std::string::npos);
}

TEST_CASE("another timeout of ours does not pass for a queue's") {
    EngineFixture fixture;
    const std::size_t job = fixture.begin(EngineFixture::job());
    fixture.runner.finish(0, pool::errno_error(ETIMEDOUT, "wait for the agent"));
    fixture.settle();
    CHECK(fixture.outcome(job).verdict == Verdict::InternalError);
}

TEST_CASE("a task that throws is an internal error, and the engine goes on") {
    EngineFixture fixture;
    fixture.runner.script = [](const pool::StepSpec&) -> std::optional<Answer> {
        throw std::runtime_error("out of luck");
    };
    const std::size_t job = fixture.begin(EngineFixture::job());
    CHECK(fixture.outcome(job).verdict == Verdict::InternalError);
    CHECK(fixture.outcome(job).message.find("out of luck") != std::string::npos);
    CHECK(fixture.outcome(job).language == "interpreted");
    fixture.runner.script = [](const pool::StepSpec&) { return Answer(exited(0)); };
    CHECK(fixture.outcome(fixture.begin(EngineFixture::job())).verdict == Verdict::Ok);
}

TEST_CASE("output reaches its listener from the run step only") {
    EngineFixture fixture;
    std::string heard;
    Job job = EngineFixture::job("compiled");
    job.on_output = [&heard](pool::Stream, std::string_view text) { heard += text; };
    fixture.begin(std::move(job));
    CHECK_FALSE(fixture.runner.steps[0]->spec.on_output);
    fixture.runner.finish(0, compiled());
    fixture.settle();
    fixture.runner.steps[1]->spec.on_output(pool::Stream::Out, "hello");
    CHECK(heard == "hello");
}

}  // namespace
}  // namespace kiln::engine
