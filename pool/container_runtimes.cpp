#include "pool/container_runtimes.h"

#include <algorithm>

#include "pool/base/log.h"
#include "pool/event_text.h"

namespace kiln::pool {

namespace {

// After so many steps in a row that threw it away no runtime's child waits in the cells any more: that
// costs each of them a millisecond.
constexpr unsigned kStepsWithout = 8;

}  // namespace

ContainerRuntimes::ContainerRuntimes(const std::string& name, const PoolConfig& config,
                                     AgentLink& agent, const CgroupLeaf& leaf)
    : name_(name), config_(config), agent_(agent), leaf_(leaf), book_(config.runtimes) {}

Result<void> ContainerRuntimes::hear(const kiln_event& event) {
    const unsigned number = event.runtime;
    if (number == 0 || number > book_.count())
        return plain_error(name_ + ": the agent speaks of a runtime there is none of");
    if (event.kind == KILN_RUNTIME_UP) {
        book_.is_up(number, charged_of(event.size));
    } else if (book_.runs(number)) {  // else this crossed with our own request to end it
        spdlog::warn("{}: the warm {} ended ({})", name_, book_.spec(number).name,
                     end_of_runtime(event.status));
        book_.failed(number, runtime_cannot_fork(event.status));
    }
    return success();
}

// Of what a runtime says that it has, no more than the kernel has charged to all of them here and the
// others do not account for: the sum decides which runtimes of the pool have to end.
std::uint64_t ContainerRuntimes::charged_of(std::uint64_t told) const {
    const std::uint64_t all = leaf_.runtime_memory().value_or(config_.upkeep.memory_bytes);
    return std::min(told, all - std::min(all, book_.memory()));
}

void ContainerRuntimes::start(unsigned number) {
    const Result<kiln_runtime> request = book_.request(number);
    if (!request) {
        spdlog::warn("{}: no warm {}: {}", name_, book_.spec(number).name, request.error().text());
        book_.given_up(number);
        return;
    }
    // A socket that takes no more is a container in trouble, which its next check will find.
    const auto& file = book_.spec(number).start.file;
    std::vector<int> fds;
    if (file) fds.push_back(file->get());
    if (agent_.start_runtime(request.value(), fds)) book_.started(number);
}

void ContainerRuntimes::end(unsigned number) {
    if (agent_.end_runtime(number)) book_.stopped(number);
}

void ContainerRuntimes::expect(const std::vector<unsigned>& numbers) {
    for (const unsigned number : numbers) book_.used(number);
}

void ContainerRuntimes::tend(std::uint64_t room) {
    for (unsigned number = 1; number <= book_.count(); ++number) {
        const RuntimeSpec& spec = book_.spec(number);
        const bool fresh = book_.state(number) == WarmRuntimes::State::Off;
        const bool waits = book_.waits(number);
        if (!spec.equipped) continue;
        const bool needed = waits || spec.ahead || book_.wanted(number);
        const bool fits = waits || (room > 0 && book_.need(number) <= room);
        if ((fresh && needed && fits) || book_.worn_out(number, config_.upkeep)) start(number);
        if (ahead_ == 0 && spec.ahead && !waits && unwanted_ < kStepsWithout) ahead_ = number;
    }
}

// The same as this step uses, until too many steps in a row had no use for it.
void ContainerRuntimes::take_step(unsigned used, unsigned waiting) {
    if (used != 0) book_.used(used);
    if (used != 0 && book_.spec(used).ahead) {
        ahead_ = used;
        unwanted_ = 0;
        return;
    }
    // Starting one in each cell is too dear for steps that do not use it.
    const bool starts_anew = ahead_ != 0 && book_.waits(ahead_);
    if (used == 0 && starts_anew) ahead_ = 0;
    if (waiting != 0 && used != waiting && ++unwanted_ >= kStepsWithout) ahead_ = 0;
}

// A forking runtime has no more for a cell to share than it has; one that waits is in the cell itself.
std::uint64_t ContainerRuntimes::made_cell(unsigned number, std::uint64_t told) {
    if (number == 0) return 0;
    book_.made_cell(number);
    return book_.waits(number) ? 0 : std::min(told, book_.bytes(number));
}

}  // namespace kiln::pool
