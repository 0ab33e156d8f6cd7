#include <doctest/doctest.h>
#include <fcntl.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <memory>
#include <ostream>

#include "pool/namespaces/spawner_client.h"
#include "tests/pool/containers/workbench.h"

namespace kiln::pool {

namespace {

constexpr int kTwoSeconds = 2000;

struct Announcement {
    unsigned instance = 0;
    pid_t spawner = -1;
};

// In a child of ours: a pool of two with a step in each, until somebody kills it.
[[noreturn]] void live_as_engine(int announce) {
    auto link = start_spawner(test_config());
    if (!link) ::_exit(1);
    const Announcement about{link.value().instance, link.value().pid};
    boost::asio::io_context io(1);
    PoolConfig config;
    config.containers = 2;
    Pool pool(io.get_executor(),
              std::make_unique<SpawnerClient>(io.get_executor(), std::move(link).value()), config);
    if (!run_coroutine(io, pool.start())) ::_exit(1);
    std::array<std::optional<Result<Lease>>, 2> leases;
    std::array<std::optional<Result<StepReport>>, 2> reports;
    int begun = 0;
    for (std::size_t i = 0; i < 2; ++i) {
        leases[i].emplace(run_coroutine(io, pool.acquire(Clock::now() + std::chrono::seconds(10))));
        if (!*leases[i]) ::_exit(1);
        StepSpec spec = shell("sleep 90 & sleep 90 & echo on; wait");
        spec.limits.wall = std::chrono::seconds(60);
        spec.on_output = [&](Stream, std::string_view) { ++begun; };
        start_coroutine(io, leases[i]->value().run(std::move(spec)), reports[i]);
    }
    io.restart();
    while (begun < 2) io.run_one();
    if (::write(announce, &about, sizeof about) != sizeof about) ::_exit(1);
    for (;;) io.run_one();
}

// An engine in a process of its own.
class EngineProcess {
  public:
    EngineProcess() {
        std::array<int, 2> ends{};
        REQUIRE(::pipe2(ends.data(), O_CLOEXEC) == 0);
        pid_ = ::fork();
        if (pid_ == 0) live_as_engine(ends[1]);
        ::close(ends[1]);
        const UniqueFd read(ends[0]);
        REQUIRE(::read(read.get(), &about_, sizeof about_) == sizeof about_);
    }
    EngineProcess(const EngineProcess&) = delete;
    EngineProcess& operator=(const EngineProcess&) = delete;
    ~EngineProcess() { kill(); }

    void kill() {
        if (pid_ <= 0) return;
        ::kill(pid_, SIGKILL);
        ::waitpid(pid_, nullptr, 0);
        pid_ = -1;
    }
    [[nodiscard]] unsigned instance() const { return about_.instance; }
    [[nodiscard]] Traces traces() const { return {about_.instance, about_.spawner}; }

  private:
    pid_t pid_ = -1;
    Announcement about_;
};

}  // namespace

TEST_CASE("a stopped pool leaves no process, no cgroup and no lock") {
    if (!containers_work_here()) return;
    Workbench bench(2);
    CHECK(bench.run(shell("echo fine")).out == "fine\n");
    const Traces traces = bench.traces();
    CHECK(traces.processes() >= 2);  // the agents at least
    CHECK(traces.files() >= 2);      // a cgroup and the lock
    CHECK(traces.left() != "");
    bench.stop();
    CHECK(traces.left() == "");
}

TEST_CASE("an engine killed in the middle of its steps leaves nothing within two seconds") {
    if (!containers_work_here()) return;
    EngineProcess engine;
    const Traces traces = engine.traces();
    // Two of each: agent, raiser, init, shell, and two of its children.
    CHECK(traces.processes() == 12);
    engine.kill();
    CHECK(traces.spawner_ends(kTwoSeconds));
    CHECK(traces.left() == "");
}

TEST_CASE("a killed spawner takes its containers along, and the pool says that it is broken") {
    if (!containers_work_here()) return;
    {
        Workbench bench(2);
        const Traces traces = bench.traces();
        REQUIRE(::kill(bench.spawner(), SIGKILL) == 0);
        CHECK(bench.run_until([&] { return bench.pool().broken(); }));
        CHECK(bench.lease_error(std::chrono::seconds(1)).value() == ESHUTDOWN);
        CHECK(traces.processes_end(kTwoSeconds));
        bench.stop();
        // Nobody was left to remove its cgroups and its lock: the next start does.
        CHECK(std::ranges::count(traces.left(), '\n') > 1);
        {
            Workbench next(1);
            // It has taken over the number and the lock, and nothing else.
            CHECK(traces.left().ends_with(".lock\n"));
            CHECK(std::ranges::count(traces.left(), '\n') == 1);
            CHECK(next.run(shell("echo fine")).out == "fine\n");
        }
        CHECK(traces.left() == "");
    }
}

TEST_CASE("two instances on one host have different numbers and do not disturb each other") {
    if (!containers_work_here()) return;
    EngineProcess neighbour;
    const Traces traces = neighbour.traces();
    {
        Workbench bench(1);
        CHECK(bench.instance() != neighbour.instance());
        CHECK(bench.run(shell("echo fine")).out == "fine\n");
    }
    // Starting swept dead instances, stopping removed its own: the neighbour has lost nothing.
    const Traces again = neighbour.traces();
    CHECK(again.processes() == traces.processes());
    CHECK(again.files() == traces.files());
}

TEST_CASE("a spawner that cannot be started says what is missing") {
    if (!containers_work_here()) return;
    SpawnerConfig config = test_config();
    config.agent = "/no/such/agent";
    const auto link = start_spawner(config);
    REQUIRE_FALSE(link);
    CHECK(link.error().text() == "open the agent /no/such/agent: No such file or directory");
}

}  // namespace kiln::pool
