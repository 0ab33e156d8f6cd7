#pragma once

#include <string>
#include <vector>

#include "pool/agent_link.h"
#include "pool/cell.h"
#include "pool/cgroup/leaf.h"
#include "pool/container_maker.h"
#include "pool/container_runtimes.h"
#include "pool/pool_config.h"
#include "pool/step.h"
#include "pool/warm_runtimes.h"

namespace kiln::pool {

// One container as the engine sees it: its agent's socket, its cells' cgroup, at most one cell.
//
// A cell's life: prepare_cell() makes it and waits until its future program stands ready; run()
// uses it, once; dispose_cell() sees it dead and its group empty. Any Error from these means that
// the container misbehaves: it must be destroyed, not used again. One call at a time, on the
// engine's executor; cancel() may come in between.
//
// Agent and cell may have been taken over by a program. Nothing that they say is taken as it is: an
// event out of its order, unasked for, or with a descriptor of another kind is an Error; memory is
// bounded by what the kernel has charged; a step's counters are the kernel's; and however they behave,
// every call completes within its deadlines and no call blocks.
class Container {
  public:
    // `config` must outlive it.
    Container(boost::asio::any_io_executor executor, unsigned slot, ContainerParts parts,
              const PoolConfig& config);
    Container(const Container&) = delete;
    Container& operator=(const Container&) = delete;

    // With a warm runtime in it where one can be had: the one the last job used, or the usual one.
    [[nodiscard]] boost::asio::awaitable<Result<void>> prepare_cell();
    // In a warm runtime where `spec` names one that is up.
    [[nodiscard]] boost::asio::awaitable<Result<StepReport>> run(StepSpec spec);
    [[nodiscard]] boost::asio::awaitable<Result<void>> dispose_cell() { return cell_.dispose(); }
    // Whether the agent answers and the waiting cell lives.
    [[nodiscard]] boost::asio::awaitable<Result<void>> check();

    // What all of it takes of the host.
    [[nodiscard]] ContainerUsage usage() const;

    // Whether its agent has ended, which the spawner may not have said yet.
    [[nodiscard]] bool gone() { return agent_.gone(); }

    // Kills what runs; run() then completes with Cut::Cancelled. Nothing where nothing runs.
    void cancel();

    // ---- warm runtimes -------------------------------------------------------------------------
    [[nodiscard]] const WarmRuntimes& runtimes() const { return runtimes_.book(); }
    // Whether the waiting cell has the runtime of this name.
    [[nodiscard]] bool suits(const std::string& runtime) const;
    // Starts those that are wanted and not there, and those that are worn out afresh; ends nothing
    // else. For the time between cells. `room`: bytes that are left for more.
    void tend_runtimes(std::uint64_t room) { runtimes_.tend(room); }
    void end_runtime(unsigned number) { runtimes_.end(number); }
    // As if jobs had named these before, since they did in the container whose place this one takes.
    void expect_runtimes(const std::vector<unsigned>& numbers) { runtimes_.expect(numbers); }
    // A cell made now would have a runtime that the waiting one lacks.
    [[nodiscard]] bool outdated() const;

    [[nodiscard]] unsigned slot() const { return slot_; }
    [[nodiscard]] const std::string& name() const { return name_; }

  private:
    [[nodiscard]] boost::asio::awaitable<Result<void>> make_cell(unsigned runtime);
    [[nodiscard]] boost::asio::awaitable<Result<void>> make_cell_or_cold(unsigned runtime);
    [[nodiscard]] boost::asio::awaitable<Result<void>> fit(unsigned runtime);
    [[nodiscard]] boost::asio::awaitable<Result<bool>> fit_limits(StepLimits limits, bool warm);
    [[nodiscard]] boost::asio::awaitable<Result<StepReport>> run_in_cell(StepSpec spec, bool warm);
    [[nodiscard]] std::uint64_t held(bool warm) const;

    unsigned slot_;
    std::string name_;
    CgroupLeaf leaf_;
    const PoolConfig& config_;
    AgentLink agent_;
    ContainerRuntimes runtimes_;
    Cell cell_;
    std::uint64_t shared_ = 0;  // what the waiting program has of its runtime
    bool cancelled_ = false;    // before the step ran
};

}  // namespace kiln::pool
