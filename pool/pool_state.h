#pragma once

#include <array>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "pool/container_maker.h"
#include "pool/event.h"
#include "pool/lending.h"
#include "pool/pool.h"
#include "pool/slot.h"

namespace kiln::pool {

// What Pool and its Leases share. One keeper coroutine for each slot owns that slot's container
// through its whole life: make it, offer it, wait until it comes back, throw its cell away and
// make the next, check it each second while it idles, destroy and replace it when it misbehaves.
// What cannot be made or destroyed is tried again, less and less often, until the pool stops.
class PoolState : public std::enable_shared_from_this<PoolState> {
  public:
    PoolState(boost::asio::any_io_executor executor, std::unique_ptr<ContainerMaker> maker,
              PoolConfig config);

    [[nodiscard]] boost::asio::awaitable<Result<void>> start();
    [[nodiscard]] boost::asio::awaitable<Result<Lease>> acquire(Clock::time_point deadline,
                                                                std::string runtime,
                                                                Purpose purpose);
    [[nodiscard]] boost::asio::awaitable<void> stop();
    void equip(const std::string& name, RuntimeEquipment equipment);
    [[nodiscard]] Lending& lending() { return lending_; }

    [[nodiscard]] const Isolation& isolation() const { return maker_->isolation(); }
    [[nodiscard]] const PoolConfig& config() const { return config_; }
    [[nodiscard]] Headcount count() const;
    [[nodiscard]] PoolFigures figures() const { return {lending_.places(), recycled_by_}; }
    [[nodiscard]] std::vector<ContainerUsage> usage() const;
    [[nodiscard]] std::size_t recycled() const { return recycled_; }
    [[nodiscard]] const std::string& last_trouble() const { return last_trouble_; }
    [[nodiscard]] std::optional<Clock::time_point> empty_since() const { return empty_since_; }
    [[nodiscard]] bool broken() const { return broken_; }
    [[nodiscard]] bool stopped() const { return stopped_; }

  private:
    // `self` keeps the state alive while a keeper runs.
    static boost::asio::awaitable<void> keep(std::shared_ptr<PoolState> self, unsigned slot);
    [[nodiscard]] boost::asio::awaitable<Result<void>> make(unsigned slot);
    [[nodiscard]] boost::asio::awaitable<Result<void>> use_until_bad(unsigned slot);
    [[nodiscard]] boost::asio::awaitable<void> await_change(unsigned slot);
    [[nodiscard]] boost::asio::awaitable<Result<void>> tend(unsigned slot);
    [[nodiscard]] boost::asio::awaitable<Result<void>> renew_cell(Slot& place);
    [[nodiscard]] boost::asio::awaitable<void> remove(unsigned slot);
    [[nodiscard]] boost::asio::awaitable<void> pause(unsigned slot, std::chrono::milliseconds time);
    [[nodiscard]] std::uint64_t make_room();
    void offer(Slot& slot);
    void count_recycled(Recycling why) { ++recycled_by_[static_cast<std::size_t>(why)]; }
    void note_trouble(unsigned slot, const Error& error);
    void look_at_count();
    void end_waits();
    [[nodiscard]] bool ending() const { return stopping_ || broken_; }

    boost::asio::any_io_executor executor_;
    PoolConfig config_;
    std::unique_ptr<ContainerMaker> maker_;
    std::vector<std::unique_ptr<Slot>> slots_;
    Lending lending_;
    Event first_ready_;
    Event keepers_gone_;
    std::size_t keepers_ = 0;
    std::size_t recycled_ = 0;
    std::array<std::uint64_t, kRecyclings> recycled_by_{};
    std::size_t failures_ = 0;  // containers that were bad or never stood
    std::string last_trouble_;
    std::optional<Clock::time_point> empty_since_;
    std::optional<std::size_t> told_;  // how many stood when that was logged last
    bool offered_ = false;             // at least one container has ever stood ready
    bool stopping_ = false;
    bool stopped_ = false;
    bool broken_ = false;
};

}  // namespace kiln::pool
