// The engine's end of the container protocol, against an agent, an init and a job child that do
// whatever the input says (fake_agent.h). Whatever comes, each call of pool::Container completes
// within its deadlines, keeps no descriptor and leaves nothing that still runs; no limit is set above
// what the step asked for, and of its runtimes' memory no more is believed than is charged.
//
// Input: N for a host without cgroups, another byte for one with; then the script.
#include <dirent.h>
#include <signal.h>

#include <algorithm>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <chrono>
#include <exception>
#include <memory>
#include <string>

#include "pool/base/unix_socket.h"
#include "pool/container.h"
#include "tests/fuzz/demand.h"
#include "tests/fuzz/fake_agent.h"
#include "tests/fuzz/virtual_time.h"

namespace kiln::fuzz {
namespace {

namespace asio = boost::asio;
using pool::Clock;
using std::chrono::milliseconds;

constexpr milliseconds kWall{200};
constexpr milliseconds kCpu{100};
constexpr std::size_t kOutput = 1000;
constexpr std::size_t kArtifactBytes = 100 << 10;  // copied in place, never on a thread
constexpr std::uint64_t kMemory = 100ull << 20;
constexpr std::uint32_t kProcesses = 30;
// The most that each call may take, of a clock that moves up to 3 s at once.
constexpr milliseconds kGrain{3100};
constexpr milliseconds kPrepareTakes = 2 * (milliseconds(10'000) + kGrain) + milliseconds(2000);
// It may make a cell of another kind first; its end may be told just as the patience with a kill ends.
constexpr milliseconds kRunTakes =
    kPrepareTakes + milliseconds(2000) + kWall + milliseconds(2 * 300 + 2 * 2000) + 4 * kGrain;
constexpr milliseconds kDisposeTakes = milliseconds(2000) + kGrain;
constexpr milliseconds kCheckTakes = milliseconds(2000) + kGrain;

constexpr int kHandlersPerTick = 32;
constexpr milliseconds kBusyTick{10};
constexpr milliseconds kFirstTick{20}, kLastTick{640};
constexpr milliseconds kAfterwards{20'000};

class Stopwatch {
  public:
    explicit Stopwatch(milliseconds most) : end_(Clock::now() + most) {}
    ~Stopwatch() { DEMAND(Clock::now() <= end_); }
    Stopwatch(const Stopwatch&) = delete;
    Stopwatch& operator=(const Stopwatch&) = delete;

  private:
    Clock::time_point end_;
};

// One that forks and one that waits; steps ask for the first, which may wait instead.
pool::PoolConfig with_runtimes() {
    pool::PoolConfig config;
    config.runtimes.resize(2);
    config.runtimes[0].name = "forks";
    config.runtimes[0].or_waits = true;
    config.runtimes[0].ahead = true;
    config.runtimes[1].name = "waits";
    config.runtimes[1].mode = pool::RuntimeSpec::Mode::Waits;
    for (pool::RuntimeSpec& each : config.runtimes) {
        each.directory = "/";
        each.start.argv = {"/runtime"};
        each.step_argv = {"./program"};
        each.stack_bytes = 1ull << 30;
    }
    return config;
}

pool::StepSpec step() {
    pool::StepSpec spec;
    spec.argv = {"./program"};
    spec.env = {"NAME=value"};
    spec.stdin_bytes = "stdin";
    spec.limits.wall = kWall;
    spec.limits.cpu = kCpu;
    spec.limits.output_bytes = kOutput;
    spec.limits.memory_bytes = kMemory;
    spec.limits.processes = kProcesses;
    spec.runtime = "forks";
    spec.artifacts = {"one", "two"};
    spec.artifact_bytes = kArtifactBytes;
    return spec;
}

void check_report(const pool::StepReport& report) {
    DEMAND(report.merged.size() <= kOutput);
    DEMAND(report.out.size() + report.err.size() == report.merged.size());
    DEMAND(!report.output_limit_hit || report.cut != pool::Cut::None);
    DEMAND(!report.exit_code || !report.term_signal);
    DEMAND(report.cpu.value_or(milliseconds(0)).count() >= 0);
    DEMAND(report.artifacts.size() <= 2);
    for (const pool::Artifact& artifact : report.artifacts) {
        DEMAND(artifact.size <= kArtifactBytes);
        DEMAND(static_cast<std::uint64_t>(::lseek(artifact.fd.get(), 0, SEEK_END)) ==
               artifact.size);
    }
}

// One cell, as the keeper of a slot uses it. False: the container has to go.
asio::awaitable<bool> use_once(pool::Container* container, const FakeAgent* agent) {
    container->tend_runtimes(1ull << 30);
    {
        const Stopwatch watch(kPrepareTakes);
        const auto prepared = co_await container->prepare_cell();
        if (!prepared) co_return false;
    }
    bool run_over = false;
    pool::StepSpec spec = step();
    spec.on_output = [&run_over](pool::Stream, std::string_view) { DEMAND(!run_over); };
    {
        const Stopwatch watch(kRunTakes);
        const auto report = co_await container->run(std::move(spec));
        run_over = true;
        if (report) check_report(report.value());
        if (report) DEMAND(agent->memory_limit() <= kMemory);
    }
    const Stopwatch watch(kDisposeTakes);
    const auto disposed = co_await container->dispose_cell();
    co_return disposed.has_value();
}

asio::awaitable<void> keep(pool::Container* container, const FakeAgent* agent) {
    for (int i = 0; i < 2; ++i) {
        const bool good = co_await use_once(container, agent);
        if (!good) co_return;
    }
    {
        const Stopwatch watch(kPrepareTakes);
        const auto prepared = co_await container->prepare_cell();
        if (!prepared) co_return;
    }
    const Stopwatch watch(kCheckTakes);
    (void)co_await container->check();
}

// Passes time, more from tick to tick: a silence is over soon.
class Silence {
  public:
    void pass() {
        advance_time(tick_);
        tick_ = std::min(tick_ * 2, kLastTick);
    }

  private:
    milliseconds tick_ = kFirstTick;
};

// Handlers that are ready, up to a bound: endless work must not stop the clock.
bool run_handlers(asio::io_context& io, FakeAgent& agent) {
    for (int i = 0; i < kHandlersPerTick; ++i) {
        if (io.poll_one() == 0) return false;
        DEMAND(agent.believed() <= FakeAgent::kRuntimeMemory);
        // A waiting cell's, or its step's and the cell's init.
        agent.check_limits(std::max(kMemory, pool::kStartingMemory), kProcesses + 1);
    }
    return true;
}

// Plays the script, an action whenever the engine has nothing to do; then time passes.
void play(asio::io_context& io, FakeAgent& agent, FuzzInput script, const bool& over) {
    Silence silence;
    while (!over) {
        agent.flood();
        const bool busy = run_handlers(io, agent);
        if (over) return;
        if (busy)
            advance_time(kBusyTick);
        else if (!script.empty())
            agent.act(script);
        else
            silence.pass();
    }
}

// With its container gone and all deadlines past, nothing may wait for anything.
void check_nothing_runs(asio::io_context& io, FakeAgent& agent) {
    const auto end = Clock::now() + kAfterwards;
    Silence silence;
    while (!io.stopped()) {
        DEMAND(Clock::now() < end);
        if (run_handlers(io, agent))
            advance_time(kBusyTick);
        else
            silence.pass();
    }
}

std::size_t open_descriptors() {
    DIR* const folder = ::opendir("/proc/self/fd");
    DEMAND(folder != nullptr);
    std::size_t count = 0;
    while (::readdir(folder) != nullptr) ++count;
    ::closedir(folder);
    return count;
}

void run_script(FuzzInput script) {
    auto pair = pool::seqpacket_pair();
    DEMAND(pair);
    FakeAgent agent(std::move(pair.value().theirs));
    pool::PoolConfig config = with_runtimes();
    config.upkeep.memory_bytes = FakeAgent::kRuntimeMemory;  // where no kernel counts it
    pool::ContainerParts parts{std::move(pair.value().ours), {}, 0};
    if (script.byte() != 'N') parts.files = agent.leaf_files(), parts.cgroup_version = 1;
    asio::io_context io(1);
    auto container =
        std::make_unique<pool::Container>(io.get_executor(), 0, std::move(parts), config);
    agent.on_cancel = [&container] { container->cancel(); };
    agent.believed = [&container] { return container ? container->runtimes().memory() : 0; };
    bool over = false;
    asio::co_spawn(io, keep(container.get(), &agent), [&over](const std::exception_ptr& trouble) {
        DEMAND(trouble == nullptr);
        over = true;
    });
    play(io, agent, script, over);
    container.reset();
    check_nothing_runs(io, agent);
}

}  // namespace
}  // namespace kiln::fuzz

extern "C" int LLVMFuzzerInitialize(int*, char***) {
    // The fake agent writes to pipes that the engine may have closed.
    return ::signal(SIGPIPE, SIG_IGN) == SIG_ERR ? 1 : 0;
}

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::size_t before = kiln::fuzz::open_descriptors();
    kiln::fuzz::run_script(kiln::fuzz::FuzzInput(data, size));
    DEMAND(kiln::fuzz::open_descriptors() == before);
    return 0;
}
