#pragma once

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "pool/base/result.h"
#include "pool/container_maker.h"
#include "pool/headcount.h"
#include "pool/isolation.h"
#include "pool/pool_config.h"
#include "pool/pool_figures.h"
#include "pool/step.h"

namespace kiln::pool {

class PoolState;
struct Slot;

// Exclusive use of one container for one step. Move-only; its destructor gives the container
// back, and the pool then throws the used cell away and has the next one made, off the job path.
// A container that misbehaved is destroyed and replaced instead. Must not outlive the Pool.
class Lease {
  public:
    Lease(Lease&&) noexcept = default;
    Lease& operator=(Lease&&) = delete;
    ~Lease();

    // Runs `spec` in the container's cell. Once only for each lease. Completes when the cell's
    // program has ended or was killed and its output is drained, at the latest a moment after
    // spec.limits.wall. An Error is trouble of ours: the program may not have run; EPERM for a step
    // of Purpose::Equipment where something of a client's was run before. The lease must outlive it.
    [[nodiscard]] boost::asio::awaitable<Result<StepReport>> run(StepSpec spec);

    // Kills what runs, from another coroutine; run() then completes with Cut::Cancelled.
    void cancel();

    // Of a lease for work ahead: whether a Job waits for this container, so that it is to be given
    // back at once; and who is called, once, when that becomes so.
    [[nodiscard]] bool wanted_back() const;
    void when_wanted_back(std::function<void()> call);

  private:
    friend class PoolState;
    Lease(std::shared_ptr<PoolState> pool, Slot& slot);
    std::shared_ptr<PoolState> pool_;
    Slot* slot_;
};

// A bounded set of containers, each with a cell made ahead of need.
//
// Lives on one executor, the io_context's single thread; nothing here is thread-safe.
class Pool {
  public:
    Pool(boost::asio::any_io_executor executor, std::unique_ptr<ContainerMaker> maker,
         PoolConfig config);
    Pool(const Pool&) = delete;
    Pool& operator=(const Pool&) = delete;
    // stop() must have completed.
    ~Pool();

    // Makes all containers and starts the health loop. Completes when the first container is
    // ready, or with the Error of the last one that failed.
    [[nodiscard]] boost::asio::awaitable<Result<void>> start();

    // A free container with a ready cell. For a Job: first come first served; of several one whose
    // cell has the warm runtime of this name. For work ahead: one that no Job needs, see lending.h;
    // it may be told at once that it is wanted back. Fails with ETIMEDOUT at `deadline`, with
    // ESHUTDOWN once stop() was called; work ahead also with EAGAIN when a Job took what was made
    // ready for it, and with ECANCELED.
    [[nodiscard]] boost::asio::awaitable<Result<Lease>> acquire(Clock::time_point deadline,
                                                                std::string runtime = {},
                                                                Purpose purpose = Purpose::Job);
    // acquire() for work ahead ends, with ECANCELED.
    void dismiss_work_ahead();

    // Brings what a warm runtime of the configuration lacks to be started (RuntimeSpec::equipped).
    // Containers start it when a step names it.
    void equip(const std::string& name, RuntimeEquipment equipment);
    [[nodiscard]] bool has_runtime(const std::string& name) const;

    // Destroys every container and stops the maker; waits for both, with a deadline. Leases
    // must have been given back.
    [[nodiscard]] boost::asio::awaitable<void> stop();

    [[nodiscard]] const Isolation& isolation() const;
    [[nodiscard]] std::size_t size() const;
    // How many containers were thrown away for misbehaving since start().
    [[nodiscard]] std::size_t recycled() const;
    [[nodiscard]] Headcount count() const;
    [[nodiscard]] PoolFigures figures() const;
    // What each container that there is takes of the host now: three reads a container.
    [[nodiscard]] std::vector<ContainerUsage> usage() const;
    // Since when there is no container at all, neither idle nor leased; nothing where there is one.
    [[nodiscard]] std::optional<Clock::time_point> empty_since() const;
    // What went wrong last with a container or in making one; "" where nothing did.
    [[nodiscard]] const std::string& last_trouble() const;
    // Set when the maker is gone: nothing can be run any more, the process should end.
    [[nodiscard]] bool broken() const;

  private:
    std::shared_ptr<PoolState> state_;
};

}  // namespace kiln::pool
