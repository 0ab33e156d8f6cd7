#include <algorithm>

#include "pool/base/log.h"
#include "pool/container.h"
#include "pool/event_text.h"

// What a container does about its warm runtimes: hears of them, starts and ends them, and chooses which
// one its next cell is made with. The book of them is WarmRuntimes.
namespace kiln::pool {

namespace {

// After so many steps in a row that threw it away no runtime's child waits in the cells any more: that
// costs each of them a millisecond.
constexpr unsigned kStepsWithout = 8;
}  // namespace

Result<void> Container::hear_of_runtime(const kiln_event& event) {
    const unsigned number = event.runtime;
    if (number == 0 || number > runtimes_.count())
        return plain_error(name_ + ": the agent speaks of a runtime there is none of");
    if (event.kind == KILN_RUNTIME_UP) {
        runtimes_.is_up(number, charged_of(event.size));
    } else if (runtimes_.runs(number)) {  // else this crossed with our own request to end it
        spdlog::warn("{}: the warm {} ended ({})", name_, runtimes_.spec(number).name,
                     end_of_runtime(event.status));
        runtimes_.failed(number, runtime_cannot_fork(event.status));
    }
    return success();
}

// Of what a runtime says that it has, no more than the kernel has charged to all of them here and the
// others do not account for: the sum decides which runtimes of the pool have to end.
std::uint64_t Container::charged_of(std::uint64_t told) const {
    const std::uint64_t all = leaf_.runtime_memory().value_or(config_.upkeep.memory_bytes);
    return std::min(told, all - std::min(all, runtimes_.memory()));
}

bool Container::suits(const std::string& runtime) const {
    return cell_runtime_ != 0 && runtimes_.spec(cell_runtime_).name == runtime;
}

bool Container::outdated() const {
    return cell_runtime_ != wanted_ && runtimes_.usable(wanted_);
}

void Container::start_runtime(unsigned number) {
    const Result<kiln_runtime> request = runtimes_.request(number);
    if (!request) {
        spdlog::warn("{}: no warm {}: {}", name_, runtimes_.spec(number).name,
                     request.error().text());
        runtimes_.given_up(number);
        return;
    }
    // A socket that takes no more is a container in trouble, which its next check will find.
    const auto& file = runtimes_.spec(number).start.file;
    std::vector<int> fds;
    if (file) fds.push_back(file->get());
    if (agent_.start_runtime(request.value(), fds)) runtimes_.started(number);
}

void Container::end_runtime(unsigned number) {
    if (agent_.end_runtime(number)) runtimes_.stopped(number);
}

void Container::expect_runtimes(const std::vector<unsigned>& numbers) {
    for (const unsigned number : numbers) runtimes_.used(number);
}

void Container::tend_runtimes(std::uint64_t room) {
    for (unsigned number = 1; number <= runtimes_.count(); ++number) {
        const RuntimeSpec& spec = runtimes_.spec(number);
        const bool fresh = runtimes_.state(number) == WarmRuntimes::State::Off;
        const bool waits = runtimes_.waits(number);
        if (!spec.equipped) continue;
        const bool needed = waits || spec.ahead || runtimes_.wanted(number);
        const bool fits = waits || (room > 0 && runtimes_.need(number) <= room);
        if ((fresh && needed && fits) || runtimes_.worn_out(number, config_.upkeep))
            start_runtime(number);
        if (wanted_ == 0 && spec.ahead && !waits && unwanted_ < kStepsWithout) wanted_ = number;
    }
}

// What the next cells are made with, by what this step uses: the same, until too many steps in a row
// had no use for it.
void Container::choose_runtime_ahead(unsigned used) {
    if (used != 0 && runtimes_.spec(used).ahead) {
        wanted_ = used;
        unwanted_ = 0;
        return;
    }
    // Starting one in each cell is too dear for steps that do not use it.
    const bool waits = wanted_ != 0 && runtimes_.waits(wanted_);
    if (used == 0 && waits) wanted_ = 0;
    if (cell_runtime_ != 0 && used != cell_runtime_ && ++unwanted_ >= kStepsWithout) wanted_ = 0;
}

}  // namespace kiln::pool
