#pragma once

#include <boost/asio/posix/stream_descriptor.hpp>
#include <memory>
#include <string>

#include "pool/cgroup/leaf.h"
#include "pool/event.h"
#include "pool/namespaces/spawner_client.h"
#include "pool/protocol/cell_protocol.h"
#include "pool/step_run.h"

namespace kiln::pool {

// One container as the engine sees it: its agent's socket, its cells' cgroup, at most one cell.
//
// A cell's life: prepare_cell() makes it and waits until its future program stands ready; run()
// uses it, once; dispose_cell() sees it dead and its group empty. Any Error from these means that
// the container misbehaves: it must be destroyed, not used again. One call at a time, on the
// engine's executor; kill_cell() may come in between.
class Container {
  public:
    Container(boost::asio::any_io_executor executor, unsigned slot, ContainerParts parts,
              std::uint64_t cpu_millicores);

    [[nodiscard]] boost::asio::awaitable<Result<void>> prepare_cell();
    [[nodiscard]] boost::asio::awaitable<Result<StepReport>> run(StepSpec spec);
    [[nodiscard]] boost::asio::awaitable<Result<void>> dispose_cell();
    // Whether the agent answers and the waiting cell lives.
    [[nodiscard]] boost::asio::awaitable<Result<void>> check();

    // Kills what runs; run() then completes with Cut::Cancelled. Nothing where nothing runs.
    void cancel();

    [[nodiscard]] unsigned slot() const { return slot_; }
    [[nodiscard]] const std::string& name() const { return name_; }

  private:
    struct AgentEvent {
        kiln_event event{};
        std::vector<UniqueFd> fds;
    };
    [[nodiscard]] Result<void> tell_agent(kiln_request_kind kind);
    [[nodiscard]] boost::asio::awaitable<Result<AgentEvent>> hear_agent(Clock::time_point deadline);
    [[nodiscard]] boost::asio::awaitable<Result<void>> await_ready();
    [[nodiscard]] boost::asio::awaitable<Result<void>> await_empty();
    [[nodiscard]] Result<void> set_limits(const StepLimits& limits);
    [[nodiscard]] std::uint64_t held_memory() const;
    void kill_cell();

    boost::asio::any_io_executor executor_;
    unsigned slot_;
    std::string name_;
    boost::asio::posix::stream_descriptor agent_;
    CgroupLeaf leaf_;
    std::uint64_t cpu_millicores_;
    std::uint64_t cell_ = 0;      // id of the current or last cell
    bool cell_alive_ = false;     // made, and CELL_DEAD has not come
    std::uint64_t baseline_ = 0;  // memory of the leaf with a cell waiting, first one
    bool stuck_ = false;          // the last cell did not die in time
    CellEnds ends_;               // of a cell that waits
    std::shared_ptr<StepRun> running_;
};

}  // namespace kiln::pool
