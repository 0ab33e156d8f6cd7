#include "messaging/front_desk.h"

#include <utility>

#include "messaging/codec/reply_encoder.h"
#include "messaging/job_log.h"

namespace kiln::messaging {

Answer answer_to(const engine::Job& job, TraceContext trace) {
    Answer answer;
    answer.job_id = job.id;
    answer.give_up = job.answer_by + kAfterDeadline;
    answer.trace = std::move(trace);
    return answer;
}

std::optional<Accepted> FrontDesk::look_at(Inbound request) {
    Intake::Decision decision = intake_.decide(request, Clock::now());
    TraceContext trace = trace_of(request.headers);
    if (!decision.refusal)
        return Accepted{std::move(decision.job), std::move(request.responder), std::move(trace),
                        decision.named};
    refuse(decision.job, std::move(trace), *std::move(decision.refusal), *request.responder);
    return std::nullopt;
}

void FrontDesk::refuse(const engine::Job& job, TraceContext trace, Refusal refusal,
                       Responder& responder) {
    const bool for_now = refusal.for_now;
    ReplyContext context;
    context.id = job.id;
    context.worker = about_.worker;
    context.elapsed = Clock::now() - job.arrived;
    refused_.count(refusal.reason);
    Answer answer = answer_to(job, std::move(trace));
    answer.verdict = refusal.verdict;
    log_refusal(answer, refusal, *refusals_);
    answer.encode = [refusal = std::move(refusal), isolation = about_.isolation,
                     context = std::move(context)](std::size_t max_bytes) mutable {
        context.max_bytes = max_bytes;
        return encode_refusal(refusal, isolation, context);
    };
    if (for_now)
        responder.refuse_for_now(std::move(answer));
    else
        responder.refuse_for_ever(std::move(answer));
}

}  // namespace kiln::messaging
