#include "cmd/kiln/bench/load.h"

#include <algorithm>
#include <ctime>
#include <thread>

namespace kiln::cmd::benchmark {

using SteadyClock = std::chrono::steady_clock;

namespace {

constexpr std::uint64_t kTurnOfMany = 20;  // jobs of each client, where there are several
constexpr std::chrono::seconds kLongestTurn{1};
constexpr std::chrono::milliseconds kBetweenReports{200};
constexpr std::uint64_t kHopeless = 100;  // failures without one good job

std::chrono::nanoseconds own_cpu() {
    timespec now{};
    ::clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
    return std::chrono::seconds(now.tv_sec) + std::chrono::nanoseconds(now.tv_nsec);
}

// Adds what one client saw. The turn's own figures, times and counters of CPU, are not its.
void add(Tally& sum, Tally&& part) {
    sum.times.insert(sum.times.end(), part.times.begin(), part.times.end());
    if (sum.failed == 0) sum.first_failure = std::move(part.first_failure);
    sum.failed += part.failed;
    sum.cached += part.cached;
    sum.warm += part.warm;
    if (part.work_cpu) sum.work_cpu = sum.work_cpu.value_or(part.work_cpu->zero()) + *part.work_cpu;
}

std::string without_line_ends(std::string text) {
    while (text.ends_with('\n')) text.pop_back();
    return text;
}

bool is_hopeless(const Tally& tally) {
    return tally.times.empty() && tally.failed >= kHopeless;
}

}  // namespace

struct Load::Turn {
    std::atomic<std::uint64_t> to_start;
    std::atomic<std::uint64_t> done = 0;
    SteadyClock::time_point end;
    std::chrono::nanoseconds pause;
    bool counts_cpu;

    // Whether one more job may start.
    bool take() {
        if (SteadyClock::now() >= end) return false;
        std::uint64_t left = to_start;
        while (left > 0)
            if (to_start.compare_exchange_weak(left, left - 1)) return true;
        return false;
    }
};

Load::Load(std::vector<Side>& sides, SourceText& source, const Interrupt& interrupt,
           Progress progress)
    : sides_(sides), source_(source), interrupt_(interrupt), progress_(std::move(progress)) {}

std::vector<Tally> Load::run(const LoadPlan& plan) {
    const auto end = plan.time ? SteadyClock::now() + *plan.time : SteadyClock::time_point::max();
    tallies_.assign(sides_.size(), Tally());
    for (std::size_t i = 0; i < sides_.size(); ++i) tallies_[i].name = sides_[i].name;
    const auto wants_more = [&plan](const Tally& tally) {
        return plan.jobs == 0 || tally.times.size() + tally.failed < plan.jobs;
    };
    const auto going_on = [&] {
        return !interrupt_.flag() && SteadyClock::now() < end &&
               std::ranges::any_of(tallies_, wants_more) &&
               std::ranges::none_of(tallies_, is_hopeless);
    };
    while (going_on())
        for (std::size_t i = 0; i < sides_.size(); ++i)
            if (!interrupt_.flag()) take_turn(sides_[i], tallies_[i], plan);
    return std::move(tallies_);
}

void Load::take_turn(Side& side, Tally& tally, const LoadPlan& plan) {
    const std::uint64_t clients = side.clients.size();
    const std::uint64_t done = tally.times.size() + tally.failed;
    std::uint64_t jobs = clients == 1 ? 1 : clients * kTurnOfMany;
    if (plan.jobs > 0) jobs = std::min(jobs, plan.jobs > done ? plan.jobs - done : 0);
    const auto started = SteadyClock::now();
    const auto cpu_before = own_cpu();
    Turn turn{jobs, 0, clients == 1 ? SteadyClock::time_point::max() : started + kLongestTurn,
              plan.pause, side.counts_cpu};
    std::vector<Tally> parts(clients);
    {
        std::vector<std::jthread> others;
        for (std::size_t i = 1; i < clients; ++i)
            others.emplace_back(
                [this, &side, &parts, &turn, i] { work(*side.clients[i], parts[i], turn, false); });
        work(*side.clients[0], parts[0], turn, true);
    }
    tally.working += SteadyClock::now() - started;
    tally.client_cpu += own_cpu() - cpu_before;
    for (Tally& part : parts) add(tally, std::move(part));
}

void Load::work(Client& client, Tally& tally, Turn& turn, bool reports) {
    if (turn.counts_cpu) tally.work_cpu = std::chrono::nanoseconds(0);
    while (!interrupt_.flag() && turn.take()) {
        interrupt_.sleep(turn.pause);
        if (interrupt_.flag()) return;
        one_job(client, tally);
        ++turn.done;
        if (reports) tell(turn);
    }
}

void Load::one_job(Client& client, Tally& tally) {
    const std::string source = source_.next();
    const auto started = SteadyClock::now();
    const std::optional<JobEnd> end = client.run(source);
    const auto time = SteadyClock::now() - started;
    if (!end) return;
    if (tally.work_cpu) *tally.work_cpu += end->cpu;
    if (!end->failure.empty()) {
        if (tally.failed++ == 0) tally.first_failure = without_line_ends(end->failure);
        return;
    }
    tally.times.push_back(time);
    tally.cached += end->cached ? 1 : 0;
    tally.warm += end->warm ? 1 : 0;
}

void Load::tell(Turn& turn) {
    if (!progress_ || SteadyClock::now() - told_ < kBetweenReports) return;
    told_ = SteadyClock::now();
    progress_(tallies_, turn.done);
}

}  // namespace kiln::cmd::benchmark
