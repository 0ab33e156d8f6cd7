#pragma once

#include <boost/asio/awaitable.hpp>
#include <boost/asio/posix/stream_descriptor.hpp>
#include <functional>
#include <span>
#include <string>
#include <vector>

#include "pool/base/result.h"
#include "pool/event.h"
#include "pool/protocol/cell_protocol.h"

namespace kiln::pool {

struct AgentEvent {
    kiln_event event{};
    std::vector<UniqueFd> fds;  // of CELL_MADE; of all others none
};

// The engine's end of one agent's socket: what is said to the agent and heard from it. What comes in is
// checked for its form here: size, version, a kind that agents say, descriptors only where they belong.
// What it means is checked by whoever asked. One hear() at a time, on the executor.
class AgentLink {
  public:
    // Takes what the agent says of a warm runtime, which comes between answers; its Error is hear()'s.
    using OfRuntime = std::function<Result<void>(const kiln_event& event)>;

    // `name` of the container, for errors. `of_runtime` is called inside hear() only.
    AgentLink(boost::asio::any_io_executor executor, UniqueFd socket, std::string name,
              OfRuntime of_runtime);

    // Requests. None blocks: EAGAIN, where the agent does not read what it is sent.
    [[nodiscard]] Result<void> make_cell(std::uint64_t cell, unsigned runtime);
    [[nodiscard]] Result<void> kill_cell(std::uint64_t cell);
    [[nodiscard]] Result<void> ping();
    [[nodiscard]] Result<void> start_runtime(const kiln_runtime& request, std::span<const int> fds);
    [[nodiscard]] Result<void> end_runtime(unsigned number);

    // The next answer. Fails with ETIMEDOUT at `deadline`, also where there is always one more; with
    // the agent's own words for AGENT_FAILED; and for what is no event. The container must then go.
    [[nodiscard]] boost::asio::awaitable<Result<AgentEvent>> hear(Clock::time_point deadline);

    // Whether the agent has ended.
    [[nodiscard]] bool gone();

  private:
    [[nodiscard]] boost::asio::awaitable<Result<AgentEvent>> hear_one(Clock::time_point deadline);

    boost::asio::posix::stream_descriptor socket_;
    std::string name_;
    OfRuntime of_runtime_;
};

}  // namespace kiln::pool
