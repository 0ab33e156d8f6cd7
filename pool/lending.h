#pragma once

#include <deque>
#include <memory>
#include <string>
#include <vector>

#include "pool/headcount.h"
#include "pool/pool_figures.h"
#include "pool/slot.h"

namespace kiln::pool {

// Who has which container of a pool, and who is next. Jobs are served in the order they came. Work
// ahead (step.h) gets a container when one stands that Jobs have no use for and they had none for a
// moment; it is told to give it back when a Job would otherwise wait, and it goes away with EAGAIN
// when the container that was made anew for it was needed for a Job.
//
// On the pool's executor. `slots` must outlive it and is its owner's; it changes their phases.
class Lending {
  public:
    using Slots = std::vector<std::unique_ptr<Slot>>;

    Lending(boost::asio::any_io_executor executor, const Slots& slots)
        : executor_(std::move(executor)), slots_(slots) {}

    // A slot whose container is then Leased for `purpose`, to be given back by give_back(). Prefers
    // one whose cell has the warm runtime. Fails with ETIMEDOUT at `deadline`, with EAGAIN or
    // ECANCELED (dismiss) for work ahead, with ESHUTDOWN once closed.
    [[nodiscard]] boost::asio::awaitable<Result<Slot*>> acquire(Clock::time_point deadline,
                                                                std::string runtime,
                                                                Purpose purpose);
    void give_back(Slot& slot);
    // Ends the waits of all work ahead.
    void dismiss();
    // Ends all waits, for good.
    void close();

    // For keepers. The slot's container is ready for a step.
    void offer(Slot& slot);
    // From now on it is its keeper's, or there is none any more. Not while it is Leased.
    void withdraw(Slot& slot, Slot::Phase phase);

    // Of the slots there are.
    [[nodiscard]] Headcount count() const;
    [[nodiscard]] PlaceCount places() const;

  private:
    struct Waiter {
        explicit Waiter(boost::asio::any_io_executor executor) : served(std::move(executor)) {}
        Event served;
        Purpose purpose = Purpose::Job;
        Slot* slot = nullptr;
        int refused = 0;  // errno
    };
    using Queue = std::deque<std::shared_ptr<Waiter>>;

    [[nodiscard]] boost::asio::awaitable<Result<Slot*>> wait_for_job(Clock::time_point deadline);
    [[nodiscard]] boost::asio::awaitable<Result<Slot*>> wait_ahead(Clock::time_point deadline,
                                                                   Purpose purpose);
    [[nodiscard]] Slot* take_idle(const std::string& runtime);
    [[nodiscard]] Slot* take_fresh();
    void lend(Slot& slot, Purpose purpose);
    void renew_one();
    void balance();
    [[nodiscard]] bool jobs_use_all() const;
    [[nodiscard]] bool job_short_of_one() const;
    [[nodiscard]] bool one_to_spare() const;
    void refuse(Queue& queue, int error);

    boost::asio::any_io_executor executor_;
    const Slots& slots_;
    std::deque<Slot*> idle_;
    Queue jobs_;
    Queue ahead_;
    Clock::time_point last_busy_ = Clock::time_point::min();  // Jobs had use for all there were
    bool closed_ = false;
};

}  // namespace kiln::pool
