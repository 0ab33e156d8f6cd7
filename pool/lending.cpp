#include "pool/lending.h"

#include <algorithm>
#include <boost/asio/use_awaitable.hpp>
#include <cerrno>
#include <utility>

#include "pool/base/assert.h"

namespace kiln::pool {

namespace asio = boost::asio;

namespace {

// Whoever sends one job after another leaves shorter gaps than this: nothing is begun in those.
constexpr std::chrono::milliseconds kQuiet{250};

}  // namespace

Headcount Lending::count() const {
    Headcount count;
    count.wanted = slots_.size();
    for (const auto& slot : slots_) {
        if (slot->phase == Slot::Phase::Idle) ++count.ready;
        if (slot->phase == Slot::Phase::Leased || slot->phase == Slot::Phase::Tended)
            ++count.leased;
    }
    return count;
}

PlaceCount Lending::places() const {
    PlaceCount count;
    for (const auto& slot : slots_) {
        switch (slot->phase) {
            case Slot::Phase::Absent:
                ++count.absent;
                break;
            case Slot::Phase::Idle:
                ++count.idle;
                break;
            case Slot::Phase::Leased:
                ++count.leased;
                break;
            case Slot::Phase::Tended:
                ++count.tended;
                break;
        }
    }
    return count;
}

// ---- who needs what ----------------------------------------------------------------------------

// Whether some waiting Job will not be served by those that come back by themselves in a moment.
bool Lending::job_short_of_one() const {
    std::size_t coming = 0;
    for (const auto& slot : slots_) {
        const bool leased = slot->phase == Slot::Phase::Leased;
        if (slot->phase == Slot::Phase::Tended || (leased && slot->wanted_back)) ++coming;
    }
    return jobs_.size() > coming;
}

// Of those there are, or would be if none were made anew for work ahead.
bool Lending::jobs_use_all() const {
    std::size_t there = 0, used = jobs_.size();
    for (const auto& slot : slots_) {
        if (slot->phase != Slot::Phase::Absent || slot->renewal) ++there;
        if (slot->phase == Slot::Phase::Leased && slot->purpose == Purpose::Job) ++used;
    }
    return used > 0 && used >= there;
}

bool Lending::one_to_spare() const {
    std::size_t leased = 0;
    for (const auto& slot : slots_)
        if (slot->phase == Slot::Phase::Leased) ++leased;
    return count().standing() > leased + jobs_.size();
}

// After every change: notes how busy Jobs are, and takes back what they need.
void Lending::balance() {
    if (jobs_use_all()) last_busy_ = Clock::now();
    for (const auto& slot : slots_) {
        if (!job_short_of_one()) return;
        if (slot->phase != Slot::Phase::Leased || slot->purpose == Purpose::Job ||
            slot->wanted_back)
            continue;
        slot->wanted_back = true;
        if (slot->on_wanted_back) std::exchange(slot->on_wanted_back, nullptr)();
    }
}

// ---- keepers -----------------------------------------------------------------------------------

void Lending::offer(Slot& slot) {
    const bool renewed = std::exchange(slot.renewal, false);
    slot.phase = Slot::Phase::Idle;
    if (!jobs_.empty()) {
        const std::shared_ptr<Waiter> waiter = jobs_.front();
        jobs_.pop_front();
        lend(slot, Purpose::Job);
        waiter->slot = &slot;
        waiter->served.set();
        if (renewed) refuse(ahead_, EAGAIN);
    } else if (renewed && !ahead_.empty()) {
        // Made for this; a job that comes in a moment would otherwise have it, and it were in vain.
        const std::shared_ptr<Waiter> waiter = ahead_.front();
        ahead_.pop_front();
        lend(slot, waiter->purpose);
        waiter->slot = &slot;
        waiter->served.set();
    } else {
        idle_.push_back(&slot);
        for (const auto& waiter : ahead_) waiter->served.set();
    }
    balance();
}

void Lending::withdraw(Slot& slot, Slot::Phase phase) {
    KILN_ASSERT(slot.phase != Slot::Phase::Leased && phase != Slot::Phase::Leased);
    std::erase(idle_, &slot);
    slot.phase = phase;
    balance();
}

void Lending::lend(Slot& slot, Purpose purpose) {
    slot.phase = Slot::Phase::Leased;
    slot.purpose = purpose;
    slot.wanted_back = false;
    slot.on_wanted_back = nullptr;
    if (purpose != Purpose::Equipment) slot.fresh = false;
}

void Lending::give_back(Slot& slot) {
    KILN_ASSERT(slot.phase == Slot::Phase::Leased);
    balance();
    slot.phase = Slot::Phase::Tended;
    slot.on_wanted_back = nullptr;
    slot.wake.set();
    balance();
}

// ---- whoever wants one -------------------------------------------------------------------------

// One whose cell has the runtime, or else the one that idled longest. Those that turn out to be
// dead are left to their keepers.
Slot* Lending::take_idle(const std::string& runtime) {
    const auto stays = [](const Slot* each) { return !each->renewal; };
    const auto fits = [&](const Slot* each) {
        return stays(each) && each->container->suits(runtime);
    };
    while (!idle_.empty()) {
        auto chosen = runtime.empty() ? idle_.end() : std::ranges::find_if(idle_, fits);
        // One that is to be made anew for work ahead is taken last: the job that brought that work
        // about is the next to come.
        if (chosen == idle_.end()) chosen = std::ranges::find_if(idle_, stays);
        if (chosen == idle_.end()) chosen = idle_.begin();
        Slot* const slot = *chosen;
        if (!slot->container->gone()) {
            idle_.erase(chosen);
            return slot;
        }
        slot->died = true;
        slot->wake.set();
        withdraw(*slot, Slot::Phase::Absent);
    }
    return nullptr;
}

Slot* Lending::take_fresh() {
    const auto found = std::ranges::find_if(
        idle_, [](const Slot* each) { return each->fresh && !each->container->gone(); });
    if (found == idle_.end()) return nullptr;
    Slot* const slot = *found;
    idle_.erase(found);
    return slot;
}

// Has the container that idled longest made anew, unless one is on its way.
void Lending::renew_one() {
    const auto on_its_way = [](const auto& slot) { return slot->renewal; };
    if (idle_.empty() || std::ranges::any_of(slots_, on_its_way)) return;
    idle_.front()->renewal = true;
    idle_.front()->wake.set();
}

asio::awaitable<Result<Slot*>> Lending::acquire(Clock::time_point deadline, std::string runtime,
                                                Purpose purpose) {
    if (closed_) co_return errno_error(ESHUTDOWN, "lease a container");
    if (purpose != Purpose::Job) co_return co_await wait_ahead(deadline, purpose);
    if (Slot* const slot = take_idle(runtime)) {
        lend(*slot, Purpose::Job);
        slot->renewal = false;  // not begun: whoever asked for it goes on waiting
        balance();
        co_return slot;
    }
    co_return co_await wait_for_job(deadline);
}

asio::awaitable<Result<Slot*>> Lending::wait_for_job(Clock::time_point deadline) {
    const auto waiter = std::make_shared<Waiter>(executor_);
    jobs_.push_back(waiter);
    balance();
    (void)co_await waiter->served.wait_until(deadline);
    if (waiter->slot != nullptr) co_return waiter->slot;
    std::erase(jobs_, waiter);
    co_return errno_error(waiter->refused != 0 ? waiter->refused : ETIMEDOUT, "lease a container");
}

asio::awaitable<Result<Slot*>> Lending::wait_ahead(Clock::time_point deadline, Purpose purpose) {
    const auto waiter = std::make_shared<Waiter>(executor_);
    waiter->purpose = purpose;
    ahead_.push_back(waiter);
    for (;;) {
        if (waiter->slot != nullptr) co_return waiter->slot;
        if (waiter->refused != 0) break;
        const auto now = Clock::now();
        const bool quiet = last_busy_ == Clock::time_point::min() || now >= last_busy_ + kQuiet;
        if (quiet && one_to_spare()) {
            if (Slot* const slot = take_fresh()) {
                std::erase(ahead_, waiter);
                lend(*slot, purpose);
                balance();
                co_return slot;
            }
            renew_one();
        }
        if (now >= deadline) break;
        waiter->served.clear();
        const auto next = quiet ? now + kQuiet : last_busy_ + kQuiet;
        (void)co_await waiter->served.wait_until(std::min(deadline, next));
    }
    std::erase(ahead_, waiter);
    co_return errno_error(waiter->refused != 0 ? waiter->refused : ETIMEDOUT,
                          "lease a container for work ahead");
}

void Lending::refuse(Queue& queue, int error) {
    for (const auto& waiter : queue) {
        waiter->refused = error;
        waiter->served.set();
    }
    queue.clear();
}

void Lending::dismiss() {
    refuse(ahead_, ECANCELED);
}

void Lending::close() {
    closed_ = true;
    refuse(jobs_, ESHUTDOWN);
    refuse(ahead_, ESHUTDOWN);
}

}  // namespace kiln::pool
