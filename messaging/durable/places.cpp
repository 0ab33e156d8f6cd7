#include <algorithm>

#include "messaging/durable/core.h"

namespace kiln::messaging {

// ---- on the executor: a stored job is pulled only where nobody who waits would want its place ----

namespace {

// Results that JetStream does not take at present: more are not made.
constexpr std::size_t kMostHeldBeside = 32;

}  // namespace

// A container beyond the reserve is idle, and no job waits. Of a single container none can be kept.
bool DurableJobs::Core::room_for_one() const {
    const std::size_t containers = engine_.all_places().containers;
    const std::size_t kept =
        std::min(config_.settings.reserve, std::max<std::size_t>(1, containers) - 1);
    return engine_.waiting() == 0 && engine_.free_places().containers > kept;
}

void DurableJobs::Core::give_place(const std::function<void(bool)>& answer) {
    const std::size_t containers = engine_.all_places().containers;
    const std::size_t kept =
        std::min(config_.settings.reserve, std::max<std::size_t>(1, containers) - 1);
    const bool yes = room_for_one() && engine_.free_places().containers > kept + places_given_ &&
                     counts_.held < containers + kMostHeldBeside;
    if (yes) ++places_given_;
    answer(yes);
}

// The places went while the job was on its way: it goes back, and counts as no attempt.
void DurableJobs::Core::take_job(std::shared_ptr<Accepted> accepted, const std::string& token) {
    --places_given_;
    const auto dispatcher = dispatcher_.lock();
    if (dispatcher && room_for_one()) return dispatcher->take(std::move(*accepted));
    Answer answer = answer_to(accepted->job, accepted->trace);
    answer.verdict = engine::Verdict::Busy;
    ended(accepted->job.id, token, Ending::ForNow, std::move(answer));
}

// Whoever has the job answers. A stored one is answered by the instance that stores the result.
void DurableJobs::Core::cancel_here(const std::string& id, const std::string& reply, bool answers) {
    if (!engine_.cancel(id)) return;
    ++counts_.cancelled;
    if (!answers) return;
    post([this, id, reply] { answer_state(reply, id, {"cancelled", {}, {}, 0}); });
}

}  // namespace kiln::messaging
