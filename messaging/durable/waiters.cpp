#include <algorithm>

#include "messaging/durable/core.h"
#include "messaging/durable/names.h"

namespace kiln::messaging {

namespace {

// More who wait are told at once how it stands.
constexpr std::size_t kMostWaiters = 1024;

}  // namespace

// In this order, so that nothing slips through between two looks: a result stands before its job
// leaves the stream. Where the job is in neither, its result is looked for once more.
std::optional<Known> DurableJobs::Core::look_up(const std::string& id) {
    Stored there;
    for (const bool again : {false, true}) {
        const Call result = session_->jetstream().get(kResultBucket, id, there);
        if (result.done()) return Known{std::move(there.data), {}};
        if (!worked(result)) return std::nullopt;
        if (again) break;
        auto known = look_into_work(id);
        if (!known || known->state.state != "unknown") return known;
    }
    const Call dead = session_->jetstream().last(kDeadStream, kDeadPrefix + id, there);
    if (!worked(dead)) return std::nullopt;
    return Known{std::nullopt, {dead.done() ? "parked" : "unknown", {}, {}, 0}};
}

std::optional<Known> DurableJobs::Core::look_into_work(const std::string& id) {
    Stored work;
    const Call call = session_->jetstream().last(kWorkStream, kWorkPrefix + id, work);
    if (!worked(call)) return std::nullopt;
    Known known{std::nullopt, {"unknown", {}, {}, 0}};
    if (!call.done()) return known;
    if (Clock::now() - looked_ > std::chrono::milliseconds(500)) look_at_backlog();
    known.state.state = "queued";
    if (work.sequence > delivered_) {
        known.state.position = work.sequence - delivered_;
        if (const auto wait = pace_.wait_at(*known.state.position))
            known.state.estimate_ms = static_cast<std::uint64_t>(wait->count());
        return known;
    }
    const Call attempt = session_->jetstream().get(kAttemptBucket, id, work);
    if (!worked(attempt)) return std::nullopt;
    const auto decoded = attempt.done() ? decode_attempt(work.data) : std::nullopt;
    if (decoded && decoded->number > 0) {
        known.state.state = "running";
        known.state.attempt = decoded->number;
    }
    return known;
}

// Listens first and looks again then: what comes between is not missed.
void DurableJobs::Core::wait_for(const std::string& id, const std::string& reply,
                                 Clock::time_point until) {
    waiters_.push_back({id, reply, until});
    if (waiters_.size() > kMostWaiters) waiters_.back().until = Clock::now();
    listen_for(id);
    tell_waiters(id);
    tick();
}

void DurableJobs::Core::listen_for(const std::string& id) {
    if (!session_ || listened_for_.contains(id)) return;
    auto subscription = session_->subscribe(kDonePrefix + id, "");
    if (subscription) listened_for_.emplace(id, std::move(subscription).value());
}

// What is published is only a sign: anybody who may publish there could say anything.
void DurableJobs::Core::tell_waiters(const std::string& id) {
    const auto for_id = [&](const Waiter& waiter) { return waiter.id == id; };
    if (!ready_ || std::ranges::none_of(waiters_, for_id)) return;
    Stored there;
    const Call call = session_->jetstream().get(kResultBucket, id, there);
    if (!worked(call) || !call.done()) return;
    for (const Waiter& waiter : waiters_)
        if (waiter.id == id) answer(waiter.reply, there.data);
    std::erase_if(waiters_, for_id);
    listened_for_.erase(id);
}

// Whose time is over hears how it stands.
void DurableJobs::Core::end_waits(Clock::time_point now) {
    std::vector<Waiter> over;
    for (const Waiter& waiter : waiters_)
        if (waiter.until <= now) over.push_back(waiter);
    std::erase_if(waiters_, [now](const Waiter& waiter) { return waiter.until <= now; });
    for (const Waiter& waiter : over) {
        const auto known = ready_ ? look_up(waiter.id) : std::nullopt;
        if (known && known->result)
            answer(waiter.reply, *known->result);
        else if (known)
            answer_state(waiter.reply, waiter.id, known->state);
        else
            answer_trouble(waiter.reply, waiter.id, "JetStream does not answer; ask again");
        const auto same = [&](const Waiter& other) { return other.id == waiter.id; };
        if (std::ranges::none_of(waiters_, same)) listened_for_.erase(waiter.id);
    }
}

}  // namespace kiln::messaging
