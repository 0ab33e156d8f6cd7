#include "engine/verdict.h"

#include <algorithm>
#include <cstring>

namespace kiln::engine {
namespace {

long long whole_ms(std::chrono::microseconds time) {
    return std::chrono::floor<std::chrono::milliseconds>(time).count();
}

Judgement expired(const WallBudget& budget) {
    return {Verdict::Expired, "",
            "job expired: " + std::to_string(whole_ms(budget.queued)) +
                " ms in the queue left too little of its " +
                std::to_string(whole_ms(budget.job_time)) + " ms; it was cut off"};
}

Judgement judge_wall_cut(const WallBudget& budget) {
    if (budget.bound == WallBudget::Bound::Limit) return {Verdict::TimeLimit, "wall", ""};
    return judge_no_time_left(budget);
}

bool cpu_used_up(const pool::StepReport& report, const pool::StepLimits& limits) {
    return report.cut == pool::Cut::Cpu ||
           (report.cpu && *report.cpu >= limits.cpu + report.paused);
}

Judgement judge_end(const pool::StepReport& report) {
    if (report.term_signal) return {Verdict::Signalled, signal_name(*report.term_signal), ""};
    if (!report.exit_code) {
        return {Verdict::InternalError, "",
                "internal error: the container told neither an exit status nor why it ended the "
                "program; send the job again"};
    }
    if (*report.exit_code != 0) return {Verdict::RuntimeError, "", ""};
    return {Verdict::Ok, "", ""};
}

std::string cannot_be_had(const char* what, const std::error_code& code) {
    return std::string(what) + (code ? ": " + code.message() : "");
}

Judgement judge_not_begun(const pool::NotBegun& it) {
    using Why = pool::NotBegun::Why;
    switch (it.why) {
        case Why::Files:
            return {
                Verdict::Rejected, "",
                cannot_be_had("the files cannot be laid out in the working directory", it.code)};
        case Why::Words:
            return {Verdict::Rejected, "",
                    cannot_be_had("the arguments and environment are too much", it.code)};
        case Why::Memory:
            return {Verdict::MemoryLimit, "", ""};
        case Why::Processes:
            return {Verdict::ProcessLimit, "", ""};
        case Why::Command:
            break;
    }
    return {Verdict::CompileError, "no_program",
            cannot_be_had("what the compiler left cannot be executed", it.code)};
}

// The compiler wrote nothing about it, so the sentence is ours.
Judgement no_program(const pool::StepReport& report) {
    std::string message = "the compiler ended with exit status 0 but left no program";
    if (!report.artifact_error.empty()) message += ": " + report.artifact_error;
    return {Verdict::CompileError, "no_program", std::move(message)};
}

}  // namespace

Judgement judge_run(const pool::StepReport& report, const pool::StepLimits& limits,
                    const WallBudget& budget) {
    using pool::Cut;
    const bool exit_zero = report.exit_code == 0;
    if (report.cut == Cut::Cancelled) {
        return {Verdict::Cancelled, "", "the job was cancelled while it ran"};
    }
    if (report.not_begun) return judge_not_begun(*report.not_begun);
    if (report.output_limit_hit || report.cut == Cut::Output) return {Verdict::OutputLimit, "", ""};
    if (report.oom_kills > 0 || report.cut == Cut::Memory) return {Verdict::MemoryLimit, "", ""};
    if (report.cut == Cut::WallTime && report.starved) return {Verdict::MemoryLimit, "", ""};
    if (report.process_limit_hits > 0 && !exit_zero) return {Verdict::ProcessLimit, "", ""};
    if (cpu_used_up(report, limits)) return {Verdict::TimeLimit, "cpu", ""};
    if (report.cut == Cut::WallTime) return judge_wall_cut(budget);
    return judge_end(report);
}

Judgement judge_compile(const pool::StepReport& report, const pool::StepLimits& limits,
                        const WallBudget& budget, std::size_t wanted_artifacts) {
    Judgement judgement = judge_run(report, limits, budget);
    switch (judgement.verdict) {
        case Verdict::Signalled:
        case Verdict::RuntimeError:
            judgement.verdict = Verdict::CompileError;
            break;
        case Verdict::TimeLimit:
            judgement.reason = "compile_" + judgement.reason;
            break;
        case Verdict::MemoryLimit:
        case Verdict::OutputLimit:
        case Verdict::ProcessLimit:
            judgement.reason = "compile";
            break;
        case Verdict::Ok:
            if (report.artifacts.size() != wanted_artifacts) return no_program(report);
            break;
        default:
            break;
    }
    return judgement;
}

Judgement judge_no_time_left(const WallBudget& budget) {
    if (queueing_is_to_blame(budget)) return expired(budget);
    return {Verdict::TimeLimit, "deadline", ""};
}

bool queueing_is_to_blame(const WallBudget& budget) {
    return budget.job_time - budget.queued < std::min(budget.own, budget.job_time) / 2;
}

std::string signal_name(int number) {
    const char* const name = sigabbrev_np(number);
    return name == nullptr ? "signal " + std::to_string(number) : std::string("SIG") + name;
}

}  // namespace kiln::engine
