#include "engine/verdict.h"

#include <doctest/doctest.h>

#include <csignal>
#include <set>

#include "tests/engine/fake_step_runner.h"

namespace kiln::engine {
namespace {

using namespace std::chrono_literals;
using pool::Cut;
using pool::StepReport;

StepReport signalled(int number) {
    StepReport report;
    report.term_signal = number;
    return report;
}

StepReport cut_by(Cut cut) {
    StepReport report;
    report.cut = cut;
    return report;
}

WallBudget own_limit() {
    return {WallBudget::Bound::Limit, 10s, 9650ms, 1ms};
}

std::string word(const Judgement& judgement) {
    const std::string verdict(verdict_word(judgement.verdict));
    return judgement.reason.empty() ? verdict : verdict + " " + judgement.reason;
}

std::string run_word(const StepReport& report) {
    return word(judge_run(report, pool::StepLimits{}, own_limit()));
}

std::string compile_word(const StepReport& report) {
    return word(judge_compile(report, pool::StepLimits{}, own_limit(), 1));
}

TEST_CASE("a program that is cut while starved of memory met its memory limit") {
    StepReport starved = cut_by(Cut::WallTime);
    starved.starved = true;
    CHECK(judge_run(starved, pool::StepLimits{}, own_limit()).verdict == Verdict::MemoryLimit);
    CHECK(judge_run(cut_by(Cut::WallTime), pool::StepLimits{}, own_limit()).verdict ==
          Verdict::TimeLimit);
}

TEST_CASE("a program's own end is its verdict") {
    CHECK(run_word(exited(0)) == "ok");
    CHECK(run_word(exited(1)) == "runtime_error");
    CHECK(run_word(exited(137)) == "runtime_error");
    CHECK(run_word(signalled(SIGSEGV)) == "signalled SIGSEGV");
    CHECK(run_word(signalled(SIGABRT)) == "signalled SIGABRT");
    CHECK(run_word(signalled(SIGKILL)) == "signalled SIGKILL");  // its own: nothing was counted
}

TEST_CASE("a step without an end, a cut or a count is our own trouble") {
    const Judgement judgement = judge_run(StepReport{}, pool::StepLimits{}, own_limit());
    CHECK(word(judgement) == "internal_error");
    CHECK_FALSE(judgement.message.empty());
}

TEST_CASE("too much output is the verdict even if the program ended by itself") {
    StepReport report = exited(0);
    report.output_limit_hit = true;
    CHECK(run_word(report) == "output_limit");
    CHECK(run_word(cut_by(Cut::Output)) == "output_limit");
}

TEST_CASE("a kill counted for memory is the verdict, whoever the victim was") {
    StepReport parent_lived = exited(0);
    parent_lived.oom_kills = 1;
    CHECK(run_word(parent_lived) == "memory_limit");
    StepReport killed = signalled(SIGKILL);
    killed.oom_kills = 1;
    CHECK(run_word(killed) == "memory_limit");
    StepReport thrashed = cut_by(Cut::WallTime);
    thrashed.oom_kills = 1;
    CHECK(run_word(thrashed) == "memory_limit");
    CHECK(run_word(cut_by(Cut::Memory)) == "memory_limit");
}

TEST_CASE("the CPU counter decides, whatever ended the step") {
    StepReport at_exit = exited(0);
    at_exit.cpu = 10s;
    CHECK(run_word(at_exit) == "time_limit cpu");
    at_exit.cpu = 10s - 1us;
    CHECK(run_word(at_exit) == "ok");
    StepReport wall_timer_first = cut_by(Cut::WallTime);
    wall_timer_first.cpu = 10s;
    CHECK(run_word(wall_timer_first) == "time_limit cpu");
    CHECK(run_word(cut_by(Cut::Cpu)) == "time_limit cpu");
}

TEST_CASE("a fork bomb is a process limit, although it burns time as well") {
    StepReport bomb = cut_by(Cut::WallTime);
    bomb.process_limit_hits = 7;
    CHECK(run_word(bomb) == "process_limit");
    bomb.cut = Cut::Cpu;
    bomb.cpu = 12s;
    CHECK(run_word(bomb) == "process_limit");
    StepReport gave_up = exited(1);
    gave_up.process_limit_hits = 1;
    CHECK(run_word(gave_up) == "process_limit");
    StepReport coped = exited(0);
    coped.process_limit_hits = 1;
    CHECK(run_word(coped) == "ok");
}

TEST_CASE("a cancellation is told before all else") {
    StepReport report = cut_by(Cut::Cancelled);
    report.output_limit_hit = true;
    CHECK(run_word(report) == "cancelled");
}

TEST_CASE("wall time that ran out is the limit's, the deadline's or the queue's fault") {
    const auto judged = [](WallBudget budget) {
        return word(judge_run(cut_by(Cut::WallTime), pool::StepLimits{}, budget));
    };
    using Bound = WallBudget::Bound;
    CHECK(judged({Bound::Limit, 10s, 14s, 0ms}) == "time_limit wall");
    CHECK(judged({Bound::Limit, 2s, 14s, 13s}) == "time_limit wall");
    // The deadline was short from the start; nobody queued.
    CHECK(judged({Bound::Deadline, 10s, 3s, 0ms}) == "time_limit deadline");
    CHECK(judged({Bound::Deadline, 10s, 9650ms, 1ms}) == "time_limit deadline");
    // Half of the limit was left, then a little less.
    CHECK(judged({Bound::Deadline, 10s, 14s, 9s}) == "time_limit deadline");
    CHECK(judged({Bound::Deadline, 10s, 14s, 9s + 1us}) == "expired");
    // The job's whole time is shorter than the limit: half of that counts.
    CHECK(judged({Bound::Deadline, 10s, 3s, 1500ms}) == "time_limit deadline");
    CHECK(judged({Bound::Deadline, 10s, 3s, 1501ms}) == "expired");
}

TEST_CASE("a job cut off because it queued too long is told how long") {
    const WallBudget budget{WallBudget::Bound::Deadline, 10s, 9650ms, 8s};
    CHECK(judge_run(cut_by(Cut::WallTime), pool::StepLimits{}, budget).message ==
          "job expired: 8000 ms in the queue left too little of its 9650 ms; it was cut off");
    CHECK(word(judge_no_time_left(budget)) == "expired");
    CHECK(word(judge_no_time_left({WallBudget::Bound::Deadline, 10s, 9650ms, 8ms})) ==
          "time_limit deadline");
}

TEST_CASE("a compiler that ends badly by itself is a compile error") {
    CHECK(compile_word(compiled()) == "ok");
    CHECK(compile_word(exited(1)) == "compile_error");
    CHECK(compile_word(signalled(SIGSEGV)) == "compile_error SIGSEGV");
}

TEST_CASE("a compiler that hits a limit gets that limit's verdict and is named in the reason") {
    StepReport memory = exited(1);
    memory.oom_kills = 1;
    CHECK(compile_word(memory) == "memory_limit compile");
    StepReport output = exited(1);
    output.output_limit_hit = true;
    CHECK(compile_word(output) == "output_limit compile");
    StepReport processes = exited(1);
    processes.process_limit_hits = 1;
    CHECK(compile_word(processes) == "process_limit compile");
    CHECK(compile_word(cut_by(Cut::Cpu)) == "time_limit compile_cpu");
    CHECK(compile_word(cut_by(Cut::WallTime)) == "time_limit compile_wall");
    const WallBudget deadline{WallBudget::Bound::Deadline, 10s, 3s, 0ms};
    CHECK(word(judge_compile(cut_by(Cut::WallTime), pool::StepLimits{}, deadline, 1)) ==
          "time_limit compile_deadline");
    CHECK(compile_word(cut_by(Cut::Cancelled)) == "cancelled");
    CHECK(compile_word(StepReport{}) == "internal_error");
}

TEST_CASE("a compiler that leaves no program says why") {
    StepReport report = exited(0);
    report.artifact_error = "program: No such file or directory";
    const Judgement judgement = judge_compile(report, pool::StepLimits{}, own_limit(), 1);
    CHECK(word(judgement) == "compile_error no_program");
    CHECK(judgement.message ==
          "the compiler ended with exit status 0 but left no program: program: No such file or "
          "directory");
}

TEST_CASE("signals have names, and numbers where they have none") {
    CHECK(signal_name(SIGSEGV) == "SIGSEGV");
    CHECK(signal_name(SIGXFSZ) == "SIGXFSZ");
    CHECK(signal_name(40) == "signal 40");
    CHECK(signal_name(-1) == "signal -1");
}

TEST_CASE("every verdict has a word of its own") {
    std::set<std::string_view> words;
    for (int i = 0; i <= static_cast<int>(Verdict::Cancelled); ++i) {
        words.insert(verdict_word(static_cast<Verdict>(i)));
    }
    CHECK(words.size() == static_cast<std::size_t>(Verdict::Cancelled) + 1);
    CHECK(words.contains("compile_error"));
}

}  // namespace
}  // namespace kiln::engine
