#include "pool/pool_state.h"

#include <algorithm>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <cerrno>
#include <exception>
#include <utility>

#include "pool/base/log.h"
#include "pool/base/regular_look.h"

namespace kiln::pool {

namespace asio = boost::asio;
using std::chrono::milliseconds;
using std::chrono::seconds;

namespace {

constexpr seconds kStartPatience{60};
// For the keepers, each of which may have a call to the maker under way; then that is stopped.
constexpr seconds kStopPatience{10};
// Between attempts to make a container where one failed.
constexpr milliseconds kFirstRetry{100};
constexpr milliseconds kLastRetry{5000};
// The same for removing one. Each attempt may hold the maker for seconds.
constexpr milliseconds kLastRemoval{60'000};

}  // namespace

PoolState::PoolState(asio::any_io_executor executor, std::unique_ptr<ContainerMaker> maker,
                     PoolConfig config)
    : executor_(executor),
      config_(std::move(config)),
      maker_(std::move(maker)),
      lending_(executor, slots_),
      first_ready_(executor),
      keepers_gone_(executor) {
    for (std::size_t slot = 0; slot < config_.containers; ++slot)
        slots_.push_back(std::make_unique<Slot>(executor_));
}

asio::awaitable<Result<void>> PoolState::start() {
    ContainerMaker::Notices notices;
    notices.died = [this](unsigned slot) {
        if (slot >= slots_.size()) return;
        slots_[slot]->died = true;
        slots_[slot]->wake.set();
    };
    notices.gone = [this] {
        broken_ = true;
        last_trouble_ = "the process that makes containers is gone";
        spdlog::critical("{}: nothing can be run any more", last_trouble_);
        end_waits();
    };
    maker_->listen(std::move(notices));
    empty_since_ = Clock::now();
    const Result<void> swept = co_await maker_->sweep();
    if (!swept && !ending()) spdlog::warn("{}", swept.error().text());
    keepers_ = config_.containers;
    for (unsigned slot = 0; slot < config_.containers; ++slot) {
        const auto ended = [self = shared_from_this()](const std::exception_ptr& trouble) {
            if (trouble) std::rethrow_exception(trouble);
            if (--self->keepers_ == 0) self->keepers_gone_.set();
        };
        asio::co_spawn(executor_, keep(shared_from_this(), slot), ended);
    }
    const bool ready = co_await first_ready_.wait_until(Clock::now() + kStartPatience);
    if (!ready || ending() || !offered_)
        co_return plain_error("make the first container: " + last_trouble_);
    co_return success();
}

// ---- a slot's life -----------------------------------------------------------------------------

asio::awaitable<void> PoolState::keep(std::shared_ptr<PoolState> self, unsigned slot) {
    milliseconds pause = kFirstRetry;
    while (!self->ending()) {
        Result<void> trouble = co_await self->make(slot);
        if (trouble) {
            pause = kFirstRetry;
            trouble = co_await self->use_until_bad(slot);
        }
        const bool bad = !trouble && !self->ending();
        if (bad) self->note_trouble(slot, trouble.error());
        if (trouble && !self->ending()) self->count_recycled(Recycling::Renewed);
        co_await self->remove(slot);
        if (!bad || self->ending()) continue;
        // When as many have failed as there are, the caller of start() gets the reason.
        if (++self->failures_ >= self->config_.containers) self->first_ready_.set();
        co_await self->pause(slot, pause);
        pause = std::min(pause * 2, kLastRetry);
    }
}

asio::awaitable<Result<void>> PoolState::make(unsigned slot) {
    Slot& place = *slots_[slot];
    place.died = false;
    place.at_risk = Recycling::NotMade;
    auto parts = co_await maker_->make(slot);
    if (!parts) co_return parts.error();
    place.container =
        std::make_shared<Container>(executor_, slot, std::move(parts).value(), config_);
    place.fresh = true;
    place.container->expect_runtimes(place.runtimes);
    place.container->tend_runtimes(make_room());
    place.at_risk = Recycling::NoCell;
    co_return co_await place.container->prepare_cell();
}

// Success: the pool stops, or a fresh one is wanted in its place. An Error: what the container did
// wrong.
asio::awaitable<Result<void>> PoolState::use_until_bad(unsigned slot) {
    Slot& place = *slots_[slot];
    offer(place);
    for (;;) {
        co_await await_change(slot);
        if (place.phase == Slot::Phase::Idle && (place.renewal || ending())) co_return success();
        BOOST_OUTCOME_CO_TRY(co_await tend(slot));
        if (ending()) co_return success();
        offer(place);
    }
}

// Until there is something to do: returned, died, renewed, stopping, or time for a check. A leased
// container is left alone: its step ends by itself, also when the container died.
asio::awaitable<void> PoolState::await_change(unsigned slot) {
    Slot& place = *slots_[slot];
    for (;;) {
        const bool leased = place.phase == Slot::Phase::Leased;
        if (!leased && place.phase != Slot::Phase::Idle) co_return;
        if (!leased && (place.died || place.renewal || ending())) co_return;
        place.wake.clear();
        const bool woken =
            co_await place.wake.wait_until(leased ? Clock::time_point::max() : next_regular_look());
        if (!woken && place.phase == Slot::Phase::Idle) co_return;  // not lent out meanwhile
    }
}

// A container that idled is checked, one that came back gets its next cell.
asio::awaitable<Result<void>> PoolState::tend(unsigned slot) {
    Slot& place = *slots_[slot];
    const bool idled = place.phase == Slot::Phase::Idle;
    place.at_risk = Recycling::Died;
    if (place.died) co_return plain_error("it died");
    lending_.withdraw(place, Slot::Phase::Tended);
    if (!idled) {
        if (ending()) co_return success();
        co_return co_await renew_cell(place);
    }
    place.at_risk = Recycling::Silent;
    BOOST_OUTCOME_CO_TRY(co_await place.container->check());
    place.container->tend_runtimes(make_room());
    if (place.container->outdated()) co_return co_await renew_cell(place);
    co_return success();
}

asio::awaitable<Result<void>> PoolState::renew_cell(Slot& place) {
    place.at_risk = Recycling::CellStays;
    BOOST_OUTCOME_CO_TRY(co_await place.container->dispose_cell());
    place.container->tend_runtimes(make_room());
    place.at_risk = Recycling::NoCell;
    co_return co_await place.container->prepare_cell();
}

// How many bytes more warm runtimes may have. Above the budget the one that was not used for
// longest ends, wherever it is; its children go on.
std::uint64_t PoolState::make_room() {
    std::uint64_t held = 0;
    Container* owner = nullptr;
    std::optional<WarmRuntimes::Oldest> oldest;
    for (const auto& slot : slots_) {
        if (!slot->container) continue;
        held += slot->container->runtimes().memory();
        const auto least = slot->container->runtimes().least_used();
        if (!least || (oldest && oldest->last_used <= least->last_used)) continue;
        oldest = least;
        owner = slot->container.get();
    }
    if (held <= config_.upkeep.memory_bytes) return config_.upkeep.memory_bytes - held;
    if (owner != nullptr) owner->end_runtime(oldest->number);
    return 0;
}

void PoolState::offer(Slot& slot) {
    offered_ = true;
    first_ready_.set();
    lending_.offer(slot);
    look_at_count();
}

// Until nothing of it is left, or the pool ends: its maker then removes what there is.
asio::awaitable<void> PoolState::remove(unsigned slot) {
    Slot& place = *slots_[slot];
    lending_.withdraw(place, Slot::Phase::Absent);
    if (place.container) place.runtimes = place.container->runtimes().wanted_ones();
    place.container.reset();
    look_at_count();
    for (milliseconds wait = kFirstRetry;; wait = std::min(wait * 2, kLastRemoval)) {
        const Result<void> destroyed = co_await maker_->destroy(slot);
        if (destroyed || ending()) co_return;
        last_trouble_ = destroyed.error().text();
        spdlog::error("container c{} cannot be removed, tried again in {} ms: {}", slot,
                      wait.count(), last_trouble_);
        co_await pause(slot, wait);
        if (ending()) co_return;
    }
}

asio::awaitable<void> PoolState::pause(unsigned slot, milliseconds time) {
    const auto end = Clock::now() + time;
    while (!ending() && Clock::now() < end) {
        slots_[slot]->wake.clear();
        (void)co_await slots_[slot]->wake.wait_until(end);
    }
}

// ---- how many there are ------------------------------------------------------------------------

void PoolState::note_trouble(unsigned slot, const Error& error) {
    Slot& place = *slots_[slot];
    const bool died = place.died || (place.container && place.container->gone());
    ++recycled_;
    count_recycled(died ? Recycling::Died : place.at_risk);
    place.renewal = false;
    last_trouble_ = error.text();
    spdlog::warn("container c{} is replaced: {}", slot, last_trouble_);
}

Headcount PoolState::count() const {
    return lending_.count();
}

std::vector<ContainerUsage> PoolState::usage() const {
    std::vector<ContainerUsage> usage;
    for (const auto& slot : slots_)
        if (slot->container) usage.push_back(slot->container->usage());
    return usage;
}

// What is replaced on purpose is back in a moment, and no news.
void PoolState::look_at_count() {
    const Headcount count = lending_.count();
    if (count.standing() > 0)
        empty_since_.reset();
    else if (!empty_since_)
        empty_since_ = Clock::now();
    const bool on_purpose =
        std::ranges::any_of(slots_, [](const auto& slot) { return slot->renewal; });
    const bool first_of_many =
        !told_ && failures_ == 0 && count.standing() > 0 && count.standing() < count.wanted;
    if (count.standing() == told_ || first_of_many || on_purpose || ending()) return;
    const auto level = count.standing() == count.wanted ? spdlog::level::info
                       : count.standing() == 0          ? spdlog::level::err
                                                        : spdlog::level::warn;
    told_ = count.standing();
    log_event(level, "how many containers stand has changed",
              {{"idle", std::to_string(count.ready)},
               {"leased", std::to_string(count.leased)},
               {"wanted", std::to_string(count.wanted)}});
}

// ---- from outside ------------------------------------------------------------------------------

asio::awaitable<Result<Lease>> PoolState::acquire(Clock::time_point deadline, std::string runtime,
                                                  Purpose purpose) {
    BOOST_OUTCOME_CO_TRY(Slot* const slot,
                         co_await lending_.acquire(deadline, std::move(runtime), purpose));
    co_return Lease(shared_from_this(), *slot);
}

void PoolState::equip(const std::string& name, RuntimeEquipment equipment) {
    for (RuntimeSpec& each : config_.runtimes) {
        if (each.name != name) continue;
        each.start = std::move(equipment);
        each.equipped = true;
        return;
    }
}

void PoolState::end_waits() {
    first_ready_.set();
    lending_.close();
    for (const auto& slot : slots_) slot->wake.set();
}

asio::awaitable<void> PoolState::stop() {
    stopping_ = true;
    end_waits();
    if (keepers_ > 0) (void)co_await keepers_gone_.wait_until(Clock::now() + kStopPatience);
    co_await maker_->stop();
    if (keepers_ > 0) (void)co_await keepers_gone_.wait_until(Clock::now() + kStopPatience);
    stopped_ = true;
}

}  // namespace kiln::pool
