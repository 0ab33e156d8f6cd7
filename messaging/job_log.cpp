#include "messaging/job_log.h"

#include <optional>
#include <vector>

#include "messaging/codec/go_duration.h"
#include "pool/base/log.h"

namespace kiln::messaging {

namespace {

std::string container_of(const engine::Outcome& outcome) {
    const auto& step = outcome.run ? outcome.run : outcome.compile;
    return step && !step->container.empty() ? step->container : "-";
}

std::string step_ms(const std::optional<engine::StepOutcome>& step) {
    return step ? json_milliseconds(step->wall) : "-";
}

std::string or_dash(std::string_view text) {
    return text.empty() ? "-" : std::string(text);
}

// One line, with the trace's id where there is one.
void log_about(const Answer& answer, std::vector<pool::LogField> fields) {
    fields.insert(fields.begin(), {"id", answer.job_id});
    if (!answer.trace.parent.empty())
        fields.push_back({pool::kTraceField, std::string(answer.trace.id())});
    pool::log_event(spdlog::level::info, "job", fields);
}

bool was_refused(const engine::Outcome& outcome) {
    return !outcome.compile && !outcome.run && outcome.verdict != engine::Verdict::InternalError;
}

}  // namespace

void log_job(const Answer& answer, const engine::Outcome& outcome, LogBudget& refusals) {
    if (was_refused(outcome) && !refusals.allow(LogBudget::Clock::now())) return;
    log_about(answer, {{"language", or_dash(outcome.language)},
                       {"verdict", std::string(engine::verdict_word(outcome.verdict))},
                       {"reason", or_dash(outcome.reason)},
                       {"queue_ms", json_milliseconds(outcome.queued)},
                       {"compile_ms", step_ms(outcome.compile)},
                       {"run_ms", step_ms(outcome.run)},
                       {"container", container_of(outcome)}});
    if (outcome.verdict == engine::Verdict::InternalError)
        pool::log_event(spdlog::level::err, "internal error",
                        {{"id", answer.job_id}, {"error", outcome.message}});
}

void log_refusal(const Answer& answer, const Refusal& refusal, LogBudget& refusals) {
    if (!refusals.allow(LogBudget::Clock::now())) return;
    log_about(answer, {{"language", "-"},
                       {"verdict", std::string(engine::verdict_word(refusal.verdict))},
                       {"reason", refusal.reason},
                       {"queue_ms", "0"},
                       {"compile_ms", "-"},
                       {"run_ms", "-"},
                       {"container", "-"}});
}

}  // namespace kiln::messaging
