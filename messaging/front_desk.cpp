#include "messaging/front_desk.h"

#include "messaging/job_log.h"

namespace kiln::messaging {

OutboundReply Pending::reply() const {
    return {reply_to, "", arrived, deadline + kAfterDeadline, id, false};
}

FrontDesk::Looked FrontDesk::look_at(Inbound request, std::size_t max_payload) {
    Looked looked;
    looked.pending.reply_to = std::move(request.reply_to);
    Intake::Decision decision = intake_.decide(std::move(request), Clock::now());
    looked.pending.id = decision.job.id;
    looked.pending.arrived = decision.job.arrived;
    looked.pending.deadline = decision.job.answer_by;
    if (!decision.refusal) {
        looked.job = std::move(decision.job);
        return looked;
    }
    ReplyContext context;
    context.id = looked.pending.id;
    context.worker = about_.worker;
    context.elapsed = Clock::now() - looked.pending.arrived;
    context.max_bytes = max_payload;
    looked.answer = looked.pending.reply();
    looked.answer->refusal = true;
    looked.answer->payload = encode_refusal(*decision.refusal, about_.isolation, context);
    log_refusal(looked.pending.id, *decision.refusal, *refusals_);
    return looked;
}

}  // namespace kiln::messaging
