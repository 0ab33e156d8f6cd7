#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "pool/agent_link.h"
#include "pool/cgroup/leaf.h"
#include "pool/pool_config.h"
#include "pool/protocol/cell_protocol.h"
#include "pool/warm_runtimes.h"

namespace kiln::pool {

// What a container does about its warm runtimes: hears of them, starts and ends them, and chooses which
// one its next cell is made with. The book of them is WarmRuntimes. On the executor; nothing waits.
class ContainerRuntimes {
  public:
    // All must outlive it. `name` of the container, for errors and the log.
    ContainerRuntimes(const std::string& name, const PoolConfig& config, AgentLink& agent,
                      const CgroupLeaf& leaf);

    [[nodiscard]] const WarmRuntimes& book() const { return book_; }

    // What the agent says of one, unasked. An Error: of one that there is not.
    [[nodiscard]] Result<void> hear(const kiln_event& event);
    // Starts those that are wanted and not there, and those that are worn out afresh. `room`: bytes
    // that are left for more.
    void tend(std::uint64_t room);
    void end(unsigned number);
    // As if jobs had named these.
    void expect(const std::vector<unsigned>& numbers);

    // The one that the next cell is made with; 0: none, or it cannot be had now.
    [[nodiscard]] unsigned ahead() const { return book_.usable(ahead_) ? ahead_ : 0; }
    // A step comes that goes on in `used` (0: none) while a cell with `waiting` stands ready.
    void take_step(unsigned used, unsigned waiting);

    // A cell stands ready in this one, and says that it has `told` bytes of its memory. What is
    // believed of that, which is not charged to the cell's group.
    [[nodiscard]] std::uint64_t made_cell(unsigned number, std::uint64_t told);
    // No cell could be made with this one.
    void made_none(unsigned number) { book_.failed(number); }

  private:
    void start(unsigned number);
    [[nodiscard]] std::uint64_t charged_of(std::uint64_t told) const;

    const std::string& name_;
    const PoolConfig& config_;
    AgentLink& agent_;
    const CgroupLeaf& leaf_;
    WarmRuntimes book_;
    unsigned ahead_ = 0;     // number of the one that cells are made with
    unsigned unwanted_ = 0;  // steps in a row that threw its child away
};

}  // namespace kiln::pool
