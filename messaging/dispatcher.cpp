#include "messaging/dispatcher.h"

#include <utility>

#include "messaging/codec/reply_encoder.h"
#include "messaging/job_log.h"
#include "pool/base/log.h"

namespace kiln::messaging {

namespace {

using engine::Outcome;

// What an outcome holds on its way to being encoded.
std::size_t bytes_of(const Outcome& outcome) {
    std::size_t bytes = sizeof outcome + outcome.message.size();
    for (const auto* step : {&outcome.compile, &outcome.run})
        if (*step) bytes += (*step)->out.size() + (*step)->err.size() + (*step)->merged.size();
    return bytes;
}

// Whether it was this worker's, at this time, that nothing was run, and not the job's own.
bool may_go_well_later(engine::Verdict verdict) {
    using engine::Verdict;
    return verdict == Verdict::Busy || verdict == Verdict::Expired ||
           verdict == Verdict::Cancelled || verdict == Verdict::InternalError;
}

void give(Responder& responder, const Outcome& outcome, Answer answer) {
    if (outcome.compile || outcome.run)
        responder.reply(std::move(answer));
    else if (may_go_well_later(outcome.verdict))
        responder.refuse_for_now(std::move(answer));
    else
        responder.refuse_for_ever(std::move(answer));
}

}  // namespace

// Shared by what may answer; the first to do so is the only one.
struct Dispatcher::Pending {
    std::unique_ptr<Responder> responder;  // until it is answered
    Answer answer;                         // without its text
    Clock::time_point arrived;
    Clock::time_point answer_by;
    unsigned attempt = 0;
};

void Dispatcher::take(Accepted accepted) {
    ++outstanding_;
    const auto pending = std::make_shared<Pending>(
        Pending{std::move(accepted.responder), answer_to(accepted.job, std::move(accepted.trace)),
                accepted.job.arrived, accepted.job.answer_by, accepted.attempt});
    engine_.submit(std::move(accepted.job), [self = shared_from_this(), pending](Outcome outcome) {
        self->on_outcome(*pending, std::move(outcome));
    });
    if (pending->responder) pending->responder->progress();
}

void Dispatcher::on_outcome(Pending& pending, Outcome outcome) {
    const std::string& id = pending.answer.job_id;
    const auto responder = std::exchange(pending.responder, nullptr);
    if (!responder) {
        pool::log_event(spdlog::level::err, "a second outcome was ignored", {{"id", id}});
        return;
    }
    log_job(pending.answer, outcome, *refusals_);
    ReplyContext context;
    context.id = id;
    context.worker = worker_;
    context.attempt = pending.attempt;
    context.elapsed = Clock::now() - pending.arrived;
    Answer answer = pending.answer;
    answer.bytes = bytes_of(outcome);
    answer.verdict = outcome.verdict;
    if (outcome.verdict == engine::Verdict::Busy) answer.elsewhere_by = pending.answer_by;
    const auto shared = std::make_shared<const Outcome>(std::move(outcome));
    answer.encode = [context = std::move(context), shared](std::size_t max_bytes) mutable {
        context.max_bytes = max_bytes;
        return encode_outcome(*shared, context);
    };
    give(*responder, *shared, std::move(answer));
    if (--outstanding_ == 0 && idle_) idle_->fire();
}

boost::asio::awaitable<bool> Dispatcher::wait_until_idle(Clock::time_point until) {
    if (outstanding_ == 0) co_return true;
    idle_ = std::make_shared<OneShot>(executor_);
    co_return co_await idle_->wait(until);
}

}  // namespace kiln::messaging
