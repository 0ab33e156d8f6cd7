#include "pool/pool_state.h"

#include <algorithm>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <cerrno>
#include <exception>
#include <optional>

#include "pool/base/assert.h"
#include "pool/base/log.h"
#include "pool/base/regular_look.h"

namespace kiln::pool {

namespace asio = boost::asio;
using std::chrono::milliseconds;
using std::chrono::seconds;

namespace {

constexpr seconds kStartPatience{60};
constexpr seconds kStopPatience{30};
// Between attempts to make a container where one failed.
constexpr milliseconds kFirstRetry{100};
constexpr milliseconds kLastRetry{5000};

}  // namespace

PoolState::PoolState(asio::any_io_executor executor, SpawnerLink link, PoolConfig config)
    : executor_(executor),
      config_(std::move(config)),
      spawner_(
          executor, std::move(link),
          [this](unsigned slot) {
              if (slot >= slots_.size()) return;
              slots_[slot]->died = true;
              slots_[slot]->wake.set();
          },
          [this] {
              broken_ = true;
              spdlog::critical("the spawner is gone: nothing can be run any more");
              first_ready_.set();
              wake_all();
          }),
      first_ready_(executor),
      keepers_gone_(executor) {}

asio::awaitable<Result<void>> PoolState::start() {
    spawner_.start();
    for (unsigned slot = 0; slot < config_.containers; ++slot)
        slots_.push_back(std::make_unique<Slot>(executor_));
    keepers_ = config_.containers;
    for (unsigned slot = 0; slot < config_.containers; ++slot) {
        const auto ended = [self = shared_from_this()](const std::exception_ptr& trouble) {
            if (trouble) std::rethrow_exception(trouble);
            if (--self->keepers_ == 0) self->keepers_gone_.set();
        };
        asio::co_spawn(executor_, keep(shared_from_this(), slot), ended);
    }
    const bool ready = co_await first_ready_.wait_until(Clock::now() + kStartPatience);
    if (!ready || broken_ || !offered_)
        co_return plain_error("make the first container: " + last_trouble_);
    co_return success();
}

// ---- a slot's life -----------------------------------------------------------------------------

asio::awaitable<void> PoolState::keep(std::shared_ptr<PoolState> self, unsigned slot) {
    milliseconds pause = kFirstRetry;
    while (!self->stopping_ && !self->broken_) {
        Result<void> trouble = co_await self->make(slot);
        if (trouble) {
            pause = kFirstRetry;
            trouble = co_await self->use_until_bad(slot);
        }
        const bool told_to_stop = self->stopping_ || self->broken_;
        if (!trouble && !told_to_stop) {
            ++self->recycled_;
            spdlog::warn("container c{} is replaced: {}", slot, trouble.error().text());
            self->last_trouble_ = trouble.error().text();
        }
        const bool gone = co_await self->discard(slot);
        if (!gone && !self->broken_) {
            spdlog::error("container c{} cannot be removed; the pool is one smaller", slot);
            break;
        }
        if (told_to_stop || trouble) continue;
        // When as many have failed as there are, the caller of start() gets the reason.
        if (++self->failures_ >= self->config_.containers) self->first_ready_.set();
        self->slots_[slot]->wake.clear();
        co_await self->slots_[slot]->wake.wait_until(Clock::now() + pause);
        pause = std::min(pause * 2, kLastRetry);
    }
}

asio::awaitable<Result<void>> PoolState::make(unsigned slot) {
    auto parts = co_await spawner_.create(slot);
    if (!parts) co_return parts.error();
    Slot& place = *slots_[slot];
    place.died = false;
    place.container =
        std::make_shared<Container>(executor_, slot, std::move(parts).value(), config_);
    place.container->tend_runtimes(make_room());
    co_return co_await place.container->prepare_cell();
}

// Success: the pool stops. An Error: what the container did wrong.
asio::awaitable<Result<void>> PoolState::use_until_bad(unsigned slot) {
    Slot& place = *slots_[slot];
    offer(place);
    for (;;) {
        BOOST_OUTCOME_CO_TRY(co_await await_change(slot));
        if (stopping_ || broken_) co_return success();
        if (place.phase == Phase::Idle) {
            BOOST_OUTCOME_CO_TRY(co_await check_idle(slot));
        } else if (place.phase == Phase::Returned) {
            BOOST_OUTCOME_CO_TRY(co_await renew_cell(*place.container));
            offer(place);
        }
    }
}

asio::awaitable<Result<void>> PoolState::renew_cell(Container& container) {
    BOOST_OUTCOME_CO_TRY(co_await container.dispose_cell());
    container.tend_runtimes(make_room());
    co_return co_await container.prepare_cell();
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

// Until there is something to do: returned, died, stopping, or time for a check. A leased
// container is left alone: its step ends by itself, also when the container died.
asio::awaitable<Result<void>> PoolState::await_change(unsigned slot) {
    Slot& place = *slots_[slot];
    for (;;) {
        const bool leased = place.phase == Phase::Leased;
        if (place.phase == Phase::Returned) co_return success();
        if (!leased && place.died) {
            withdraw(place);
            co_return plain_error("it died");
        }
        if (!leased && (stopping_ || broken_)) {
            withdraw(place);
            co_return success();
        }
        place.wake.clear();
        const bool woken =
            co_await place.wake.wait_until(leased ? Clock::time_point::max() : next_regular_look());
        if (!woken) co_return success();
    }
}

asio::awaitable<Result<void>> PoolState::check_idle(unsigned slot) {
    Slot& place = *slots_[slot];
    withdraw(place);
    BOOST_OUTCOME_CO_TRY(co_await place.container->check());
    place.container->tend_runtimes(make_room());
    if (place.container->outdated()) {
        BOOST_OUTCOME_CO_TRY(co_await renew_cell(*place.container));
    }
    offer(place);
    co_return success();
}

asio::awaitable<bool> PoolState::discard(unsigned slot) {
    slots_[slot]->container.reset();
    slots_[slot]->phase = Phase::Absent;
    const Result<void> destroyed = co_await spawner_.destroy(slot);
    if (!destroyed && !broken_) spdlog::error("{}", destroyed.error().text());
    co_return destroyed.has_value();
}

// ---- handing out -------------------------------------------------------------------------------

void PoolState::offer(Slot& slot) {
    offered_ = true;
    first_ready_.set();
    if (!waiters_.empty()) {
        const std::shared_ptr<Waiter> waiter = waiters_.front();
        waiters_.pop_front();
        slot.phase = Phase::Leased;
        waiter->container = slot.container;
        waiter->served.set();
        return;
    }
    slot.phase = Phase::Idle;
    idle_.push_back(&slot);
}

void PoolState::withdraw(Slot& slot) {
    std::erase(idle_, &slot);
    slot.phase = Phase::Absent;
}

// One whose cell has the runtime, or else the one that idled longest. Those that turn out to be
// dead are left to their keepers.
PoolState::Slot* PoolState::take_idle(const std::string& runtime) {
    const auto fits = [&](const Slot* each) { return each->container->suits(runtime); };
    while (!idle_.empty()) {
        auto chosen = runtime.empty() ? idle_.end() : std::ranges::find_if(idle_, fits);
        if (chosen == idle_.end()) chosen = idle_.begin();
        Slot* const slot = *chosen;
        idle_.erase(chosen);
        if (!slot->container->gone()) return slot;
        slot->died = true;
        slot->wake.set();
    }
    return nullptr;
}

asio::awaitable<Result<Lease>> PoolState::acquire(Clock::time_point deadline, std::string runtime) {
    if (stopping_ || broken_) co_return errno_error(ESHUTDOWN, "lease a container");
    if (Slot* const slot = take_idle(runtime)) {
        slot->phase = Phase::Leased;
        co_return Lease(shared_from_this(), slot->container);
    }
    const auto waiter = std::make_shared<Waiter>(executor_);
    waiters_.push_back(waiter);
    const bool served = co_await waiter->served.wait_until(deadline);
    if (waiter->container) co_return Lease(shared_from_this(), std::move(waiter->container));
    std::erase(waiters_, waiter);
    co_return errno_error(served ? ESHUTDOWN : ETIMEDOUT, "lease a container");
}

void PoolState::equip(const std::string& name, RuntimeEquipment equipment) {
    for (RuntimeSpec& each : config_.runtimes) {
        if (each.name != name) continue;
        each.start = std::move(equipment);
        each.equipped = true;
        return;
    }
}

void PoolState::give_back(const std::shared_ptr<Container>& container) {
    Slot& slot = *slots_[container->slot()];
    KILN_ASSERT(slot.container == container && slot.phase == Phase::Leased);
    slot.phase = Phase::Returned;
    slot.wake.set();
}

void PoolState::wake_all() {
    for (const auto& slot : slots_) slot->wake.set();
    for (const auto& waiter : waiters_) waiter->served.set();
    waiters_.clear();
}

asio::awaitable<void> PoolState::stop() {
    stopping_ = true;
    wake_all();
    if (keepers_ > 0) (void)co_await keepers_gone_.wait_until(Clock::now() + kStopPatience);
    co_await spawner_.stop();
    stopped_ = true;
}

}  // namespace kiln::pool
