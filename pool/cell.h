#pragma once

#include <boost/asio/awaitable.hpp>
#include <cstdint>
#include <memory>
#include <string>

#include "pool/agent_link.h"
#include "pool/base/result.h"
#include "pool/cgroup/leaf.h"
#include "pool/step_run.h"

namespace kiln::pool {

// The cells of one container, one after another: how each is made, what has it and how it is seen
// dead. Any Error means that the container misbehaves, or that a cell cannot be had with the runtime
// that was asked for. One call at a time, on the executor; kill() may come in between.
class Cell {
  public:
    // All must outlive it. `name` of the container, for errors.
    Cell(boost::asio::any_io_executor executor, const std::string& name, AgentLink& agent,
         CgroupLeaf& leaf);

    // Asks the agent for one, with the warm runtime of this number (0: none), and waits until its
    // future program stands ready. How many bytes of its runtime's memory that says it has.
    [[nodiscard]] boost::asio::awaitable<Result<std::uint64_t>> make(unsigned runtime);
    // The runtime the program stands in, which is the one that was asked for or none.
    [[nodiscard]] unsigned runtime() const { return runtime_; }

    // The one use of a cell that stands ready: for a step that has not started yet. `held`: as in
    // CellEnds.
    [[nodiscard]] std::shared_ptr<StepRun> use(bool warm, std::uint64_t held, unsigned cpus);
    // Of that use; none before it, and after dispose().
    [[nodiscard]] const std::shared_ptr<StepRun>& step() const { return step_; }

    // Asks the agent to kill it. Nothing where there is none.
    void kill();
    // Kills it, and completes when the agent has seen it dead and the kernel its group empty.
    [[nodiscard]] boost::asio::awaitable<Result<void>> dispose();

  private:
    enum class Phase {
        None,   // never made, or CELL_DEAD has come
        Made,   // its future program has not said that it is ready
        Ready,  // and waits for its step
        Used,   // by step_
    };

    [[nodiscard]] boost::asio::awaitable<Result<std::uint64_t>> await_ready(unsigned runtime);
    [[nodiscard]] Result<std::uint64_t> take_ready(const kiln_event& event, unsigned runtime);
    [[nodiscard]] boost::asio::awaitable<Result<void>> await_death();
    [[nodiscard]] boost::asio::awaitable<Result<void>> await_empty();

    boost::asio::any_io_executor executor_;
    const std::string& name_;
    AgentLink& agent_;
    CgroupLeaf& leaf_;
    Phase phase_ = Phase::None;
    std::uint64_t id_ = 0;  // of the current or last one
    unsigned runtime_ = 0;
    CellEnds ends_;                  // until it is used
    std::shared_ptr<StepRun> step_;  // from then on
    std::uint64_t baseline_ = 0;     // memory of the leaf with a cell ready, the first one
};

}  // namespace kiln::pool
