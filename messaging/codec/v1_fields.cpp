#include "messaging/codec/v1_fields.h"

#include <algorithm>
#include <csignal>

#include "messaging/codec/go_duration.h"

namespace kiln::messaging {

namespace {

using engine::Verdict;
using namespace std::chrono_literals;

constexpr std::string_view kFailed = "Failed to execute code";
constexpr std::string_view kKilled = "execution error: signal: killed";

std::string exit_status(int status) {
    return "execution error: exit status " + std::to_string(status);
}

// The end of one step as a shell would have reported it: a program that a signal ended has
// status 128+n, one that the memory limit ended was killed by SIGKILL. What we cut is "killed".
std::string step_error(Verdict verdict, const engine::StepOutcome& step) {
    if (verdict == Verdict::MemoryLimit) return exit_status(128 + SIGKILL);
    if (verdict == Verdict::TimeLimit || verdict == Verdict::OutputLimit || step.cut)
        return std::string(kKilled);
    if (step.signal) return exit_status(128 + *step.signal);
    if (step.exit_code && *step.exit_code != 0) return exit_status(*step.exit_code);
    return std::string(kKilled);
}

std::string text_or(const std::string& text, std::string_view otherwise) {
    return text.empty() ? std::string(otherwise) : text;
}

V1Fields failed(std::string error, std::string_view output = {}) {
    return {output, std::move(error), std::string(kFailed), false, ""};
}

// The last step that ran, if any did: the run, or a compile step that was the end of the job.
const engine::StepOutcome* last_step(const engine::Outcome& outcome) {
    if (outcome.run) return &*outcome.run;
    return outcome.compile ? &*outcome.compile : nullptr;
}

// A compiler that ends well and leaves no program has said nothing: the engine has.
V1Fields failed_compile(const engine::Outcome& outcome, const engine::StepOutcome& step) {
    if (step.exit_code != 0) return failed(step_error(outcome.verdict, step), step.merged);
    return failed(exit_status(1), step.merged.empty() ? outcome.message : step.merged);
}

}  // namespace

V1Fields v1_fields(const engine::Outcome& outcome, std::chrono::nanoseconds elapsed) {
    const engine::StepOutcome* const step = last_step(outcome);
    const std::string_view output = step != nullptr ? std::string_view(step->merged) : "";
    switch (outcome.verdict) {
        case Verdict::Ok:
            return {output, "", "Success", true, go_duration(elapsed)};
        case Verdict::Rejected: {
            const std::string text = text_or(outcome.message, "the request was refused");
            return {"", text, text, false, ""};
        }
        case Verdict::Busy:
            return failed(text_or(outcome.message, "job queue full"));
        case Verdict::Expired:
            return failed(text_or(outcome.message, "the deadline passed before the job could run"));
        case Verdict::Cancelled:
            return failed(text_or(outcome.message, "the job was cancelled"), output);
        case Verdict::InternalError:
            return failed(text_or(outcome.message, "internal error"), output);
        default:
            break;
    }
    if (step == nullptr) return failed(std::string(kKilled));
    if (outcome.verdict == Verdict::CompileError) return failed_compile(outcome, *step);
    return failed(step_error(outcome.verdict, *step), output);
}

Refusal refuse(std::string reason, std::string text) {
    return {text, text, std::move(reason), "", Verdict::Rejected, false};
}

Refusal refuse_base64(std::string error) {
    return {"Failed to decode base64", std::move(error), "base64", "", Verdict::Rejected, false};
}

Refusal refuse_rate_limited(std::chrono::nanoseconds ban_left) {
    // A ban that begins now has a moment less than its whole length left: 59 of 60 seconds.
    const auto left = std::max(ban_left - 1ns, 0ns);
    const auto seconds = std::chrono::floor<std::chrono::seconds>(left).count();
    return {"Too many requests. Try again in " + std::to_string(seconds) + "s.",
            "rate_limit_exceeded",
            "rate_limited",
            "0ms",
            Verdict::Rejected,
            true};
}

Refusal refuse_busy(std::size_t queue_capacity) {
    return {std::string(kFailed),
            "job queue full, max capacity: " + std::to_string(queue_capacity),
            "queue",
            "",
            Verdict::Busy,
            true};
}

}  // namespace kiln::messaging
