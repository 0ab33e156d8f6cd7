#pragma once

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>
#include <cstddef>
#include <cstdint>
#include <memory>

#include "pool/base/result.h"
#include "pool/isolation.h"
#include "pool/pool_config.h"
#include "pool/step.h"

namespace kiln::pool {

class Container;
class PoolState;
struct SpawnerLink;

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
    // spec.limits.wall. An Error is trouble of ours: the program may not have run. The lease must
    // outlive it.
    [[nodiscard]] boost::asio::awaitable<Result<StepReport>> run(StepSpec spec);

    // Kills what runs, from another coroutine; run() then completes with Cut::Cancelled.
    void cancel();

  private:
    friend class PoolState;
    Lease(std::shared_ptr<PoolState> pool, std::shared_ptr<Container> container);
    std::shared_ptr<PoolState> pool_;
    std::shared_ptr<Container> container_;
};

// A bounded set of containers, each with a cell made ahead of need.
//
// Lives on one executor, the io_context's single thread; nothing here is thread-safe. Needs the
// spawner process to be running already (spawner.h) and takes over the link to it.
class Pool {
  public:
    Pool(boost::asio::any_io_executor executor, SpawnerLink link, PoolConfig config);
    Pool(const Pool&) = delete;
    Pool& operator=(const Pool&) = delete;
    // stop() must have completed.
    ~Pool();

    // Makes all containers and starts the health loop. Completes when the first container is
    // ready, or with the Error of the last one that failed.
    [[nodiscard]] boost::asio::awaitable<Result<void>> start();

    // A free container with a ready cell, first come first served; of several one whose cell has
    // the warm runtime of this name. Fails with ETIMEDOUT at `deadline`, with ESHUTDOWN once stop()
    // was called.
    [[nodiscard]] boost::asio::awaitable<Result<Lease>> acquire(Clock::time_point deadline,
                                                                std::string runtime = {});

    // Brings what a warm runtime of the configuration lacks to be started (RuntimeSpec::equipped).
    // Containers start it when a step names it.
    void equip(const std::string& name, RuntimeEquipment equipment);
    [[nodiscard]] bool has_runtime(const std::string& name) const;

    // Destroys every container and ends the spawner; waits for both, with a deadline. Leases
    // must have been given back.
    [[nodiscard]] boost::asio::awaitable<void> stop();

    [[nodiscard]] const Isolation& isolation() const;
    [[nodiscard]] std::size_t size() const;
    // How many containers were thrown away for misbehaving since start().
    [[nodiscard]] std::size_t recycled() const;
    // Set when the spawner has died: nothing can be run any more, the process should end.
    [[nodiscard]] bool broken() const;

  private:
    std::shared_ptr<PoolState> state_;
};

}  // namespace kiln::pool
