#include "pool/warm_runtimes.h"

#include <sys/wait.h>

#include <algorithm>

#include "pool/protocol/gate_environment.h"
#include "pool/runtime_words.h"

namespace kiln::pool {

namespace {

constexpr unsigned kMostFailures = 3;

}  // namespace

WarmRuntimes::WarmRuntimes(const std::vector<RuntimeSpec>& specs)
    : specs_(specs), entries_(std::min<std::size_t>(specs.size(), KILN_MAX_RUNTIMES)) {}

unsigned WarmRuntimes::number_for(const StepSpec& step) const {
    if (step.runtime.empty()) return 0;
    for (unsigned number = 1; number <= count(); ++number) {
        const RuntimeSpec& each = spec(number);
        if (each.name != step.runtime) continue;
        const auto& want = each.step_argv;
        const bool same =
            (each.whole_argv ? step.argv.size() == want.size() : step.argv.size() >= want.size()) &&
            std::equal(want.begin(), want.end(), step.argv.begin());
        return same && step.limits.stack_bytes <= each.stack_bytes ? number : 0;
    }
    return 0;
}

bool WarmRuntimes::usable(unsigned number) const {
    if (number == 0 || state(number) == State::Failed) return false;
    return waits(number) ? state(number) != State::Off : state(number) == State::Up;
}

Result<kiln_runtime> WarmRuntimes::request(unsigned number) const {
    const RuntimeSpec& each = spec(number);
    kiln_runtime request{};
    request.head = {KILN_PROTOCOL, KILN_RUNTIME};
    request.number = number;
    request.mode = waits(number) ? KILN_RUNTIME_WAITS : KILN_RUNTIME_FORKS;
    request.stack_bytes = each.stack_bytes;
    BOOST_OUTCOME_TRY(put_runtime_words(each.directory, each.start, request));
    return request;
}

void WarmRuntimes::started(unsigned number) {
    Entry& it = entry(number);
    it.state = State::Starting;
    it.children = 0;
    it.bytes = 0;
    it.since = it.last_used = Clock::now();
}

void WarmRuntimes::is_up(unsigned number, std::uint64_t bytes) {
    if (number == 0 || number > count() || state(number) != State::Starting) return;
    entry(number).state = State::Up;
    entry(number).bytes = entry(number).need = bytes;
}

void WarmRuntimes::failed(unsigned number, bool cannot_fork) {
    if (number == 0 || number > count()) return;
    Entry& it = entry(number);
    it.bytes = 0;
    it.state = State::Off;
    // A thread of it may have been awake by chance: that is believed the second time.
    it.failures += cannot_fork ? kMostFailures - 1 : 1;
    if (it.failures < kMostFailures) return;
    if (!spec(number).or_waits || it.waits_instead) {
        it.state = State::Failed;
        return;
    }
    it.waits_instead = true;
    it.failures = 0;
}

void WarmRuntimes::given_up(unsigned number) {
    entry(number).bytes = 0;
    entry(number).state = State::Failed;
}

void WarmRuntimes::stopped(unsigned number) {
    entry(number).state = State::Off;
    entry(number).bytes = 0;
}

void WarmRuntimes::used(unsigned number) {
    entry(number).last_used = Clock::now();
    entry(number).wanted = true;
}

std::vector<unsigned> WarmRuntimes::wanted_ones() const {
    std::vector<unsigned> numbers;
    for (unsigned number = 1; number <= count(); ++number)
        if (wanted(number)) numbers.push_back(number);
    return numbers;
}

void WarmRuntimes::made_cell(unsigned number) {
    ++entry(number).children;
}

bool WarmRuntimes::worn_out(unsigned number, const RuntimeUpkeep& upkeep) const {
    if (waits(number) || state(number) != State::Up) return false;
    const Entry& it = entry(number);
    return it.children >= upkeep.most_children ||
           Clock::now() - it.since >= std::chrono::seconds(upkeep.most_seconds);
}

std::uint64_t WarmRuntimes::memory() const {
    std::uint64_t sum = 0;
    for (const Entry& each : entries_) sum += each.bytes;
    return sum;
}

bool runtime_cannot_fork(int status) {
    return WIFEXITED(status) && WEXITSTATUS(status) == KILN_GATE_CANNOT_FORK;
}

std::optional<WarmRuntimes::Oldest> WarmRuntimes::least_used() const {
    std::optional<Oldest> oldest;
    for (unsigned number = 1; number <= count(); ++number) {
        const Entry& each = entry(number);
        if (each.state != State::Up || waits(number)) continue;
        if (!oldest || each.last_used < oldest->last_used) oldest = Oldest{number, each.last_used};
    }
    return oldest;
}

}  // namespace kiln::pool
