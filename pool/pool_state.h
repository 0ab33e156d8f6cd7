#pragma once

#include <deque>
#include <memory>
#include <vector>

#include "pool/container.h"
#include "pool/event.h"
#include "pool/namespaces/spawner_client.h"
#include "pool/pool.h"

namespace kiln::pool {

// What Pool and its Leases share. One keeper coroutine for each slot owns that slot's container
// through its whole life: make it, offer it, wait until it comes back, throw its cell away and
// make the next, check it each second while it idles, destroy and replace it when it misbehaves.
class PoolState : public std::enable_shared_from_this<PoolState> {
  public:
    PoolState(boost::asio::any_io_executor executor, SpawnerLink link, PoolConfig config);

    [[nodiscard]] boost::asio::awaitable<Result<void>> start();
    [[nodiscard]] boost::asio::awaitable<Result<Lease>> acquire(Clock::time_point deadline,
                                                                std::string runtime);
    [[nodiscard]] boost::asio::awaitable<void> stop();
    void equip(const std::string& name, RuntimeEquipment equipment);
    void give_back(const std::shared_ptr<Container>& container);

    [[nodiscard]] const Isolation& isolation() const { return spawner_.link().isolation; }
    [[nodiscard]] const PoolConfig& config() const { return config_; }
    [[nodiscard]] std::size_t recycled() const { return recycled_; }
    [[nodiscard]] bool broken() const { return broken_; }
    [[nodiscard]] bool stopped() const { return stopped_; }

  private:
    enum class Phase { Absent, Idle, Leased, Returned };

    struct Slot {
        explicit Slot(boost::asio::any_io_executor executor) : wake(std::move(executor)) {}
        Phase phase = Phase::Absent;
        bool died = false;  // the spawner said so
        Event wake;         // phase or died changed, or the pool stops
        std::shared_ptr<Container> container;
    };
    struct Waiter {
        explicit Waiter(boost::asio::any_io_executor executor) : served(std::move(executor)) {}
        Event served;
        std::shared_ptr<Container> container;
    };

    // `self` keeps the state alive while a keeper runs.
    static boost::asio::awaitable<void> keep(std::shared_ptr<PoolState> self, unsigned slot);
    [[nodiscard]] boost::asio::awaitable<Result<void>> make(unsigned slot);
    [[nodiscard]] boost::asio::awaitable<Result<void>> use_until_bad(unsigned slot);
    [[nodiscard]] boost::asio::awaitable<Result<void>> await_change(unsigned slot);
    [[nodiscard]] boost::asio::awaitable<Result<void>> check_idle(unsigned slot);
    [[nodiscard]] boost::asio::awaitable<bool> discard(unsigned slot);
    [[nodiscard]] boost::asio::awaitable<Result<void>> renew_cell(Container& container);
    [[nodiscard]] std::uint64_t make_room();
    [[nodiscard]] Slot* take_idle(const std::string& runtime);
    void offer(Slot& slot);
    void withdraw(Slot& slot);
    void wake_all();

    boost::asio::any_io_executor executor_;
    PoolConfig config_;
    SpawnerClient spawner_;
    std::vector<std::unique_ptr<Slot>> slots_;
    std::deque<Slot*> idle_;
    std::deque<std::shared_ptr<Waiter>> waiters_;
    Event first_ready_;
    Event keepers_gone_;
    std::size_t keepers_ = 0;
    std::size_t recycled_ = 0;
    std::size_t failures_ = 0;  // containers that were bad or never stood
    std::string last_trouble_;
    bool offered_ = false;  // at least one container has ever stood ready
    bool stopping_ = false;
    bool stopped_ = false;
    bool broken_ = false;
};

}  // namespace kiln::pool
