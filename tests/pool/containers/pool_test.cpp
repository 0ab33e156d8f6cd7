#include <doctest/doctest.h>
#include <signal.h>
#include <unistd.h>

#include <array>
#include <filesystem>
#include <iterator>
#include <ostream>
#include <string>
#include <system_error>
#include <vector>

#include "tests/pool/containers/workbench.h"

namespace kiln::pool {

using std::chrono::milliseconds;
using std::chrono::seconds;

namespace {

// Waits for a lease as one of several, remembers when it came, runs a step and gives it back.
boost::asio::awaitable<bool> take_turn(Pool* pool, int number, std::vector<int>* order) {
    Result<Lease> lease = co_await pool->acquire(Clock::now() + seconds(10));
    if (!lease) co_return false;
    order->push_back(number);
    StepSpec spec = shell("true");
    const Result<StepReport> report = co_await lease.value().run(std::move(spec));
    co_return report.has_value();
}

// How many a process holds open; 0: it has ended.
std::size_t descriptors_of(pid_t process) {
    std::error_code gone;
    const std::filesystem::directory_iterator all("/proc/" + std::to_string(process) + "/fd", gone);
    return static_cast<std::size_t>(std::distance(begin(all), end(all)));
}

}  // namespace

TEST_CASE("a full pool has every wall") {
    if (!containers_work_here()) return;
    Workbench bench(2);
    CHECK(bench.pool().size() == 2);
    CHECK(bench.pool().isolation().complete());
    CHECK(bench.pool().isolation().cgroup_version > 0);
    CHECK_FALSE(bench.pool().broken());
    CHECK(bench.pool().recycled() == 0);
}

TEST_CASE("a lease that is dropped without a run gives its container back") {
    if (!containers_work_here()) return;
    Workbench bench(1);
    for (int i = 0; i < 5; ++i) {
        const Lease unused = bench.lease();
    }
    CHECK(bench.run(shell("echo fine")).out == "fine\n");
    CHECK(bench.pool().recycled() == 0);
}

TEST_CASE("without a free container acquire ends at its deadline with ETIMEDOUT") {
    if (!containers_work_here()) return;
    Workbench bench(1);
    {
        const Lease held = bench.lease();
        const auto before = Clock::now();
        CHECK(bench.lease_error(milliseconds(50)) == std::errc::timed_out);
        CHECK(Clock::now() - before >= milliseconds(50));
    }
    CHECK_FALSE(bench.lease_error(seconds(5)));
}

TEST_CASE("leases are handed out in the order they were asked for") {
    if (!containers_work_here()) return;
    Workbench bench(1);
    constexpr int kTurns = 5;
    std::vector<int> order;
    std::vector<std::optional<bool>> done(kTurns);
    {
        const Lease held = bench.lease();
        for (int i = 0; i < kTurns; ++i)
            start_coroutine(bench.io(), take_turn(&bench.pool(), i, &order),
                            done[static_cast<std::size_t>(i)]);
        bench.io().restart();
        bench.io().poll();
        CHECK(order.empty());
    }
    for (auto& turn : done) CHECK(run_until_there(bench.io(), turn));
    CHECK(order == std::vector{0, 1, 2, 3, 4});
}

TEST_CASE("who gave up waiting is passed over") {
    if (!containers_work_here()) return;
    Workbench bench(1);
    std::optional<Result<Lease>> impatient;
    std::optional<Result<Lease>> patient;
    {
        const Lease held = bench.lease();
        start_coroutine(bench.io(), bench.pool().acquire(Clock::now() + milliseconds(10)),
                        impatient);
        start_coroutine(bench.io(), bench.pool().acquire(Clock::now() + seconds(10)), patient);
        CHECK_FALSE(run_until_there(bench.io(), impatient));
    }
    CHECK(run_until_there(bench.io(), patient));
}

TEST_CASE("a cancelled step ends at once and says so, and its container is used again") {
    if (!containers_work_here()) return;
    Workbench bench(1);
    EndlessStep step(bench, bench.lease());
    const auto before = Clock::now();
    step.cancel();
    const auto report = step.end();
    REQUIRE(report);
    CHECK(report.value().cut == Cut::Cancelled);
    CHECK_FALSE(report.value().exit_code.has_value());
    CHECK(report.value().out == "on\n");
    CHECK(Clock::now() - before < seconds(4));
    CHECK(bench.run(shell("echo fine")).out == "fine\n");
    CHECK(bench.pool().recycled() == 0);
}

TEST_CASE("a dead agent of an idle container is replaced while another's step goes on") {
    if (!containers_work_here()) return;
    Workbench bench(2);
    EndlessStep busy(bench, bench.lease());
    // The idle one is the one whose name the busy step will not report: kill it by trying both.
    Lease second = bench.lease();
    const pid_t agents[] = {agent_of(bench.instance(), 0), agent_of(bench.instance(), 1)};
    const auto probe = run_coroutine(bench.io(), second.run(shell("true")));
    REQUIRE(probe);
    const unsigned idle = probe.value().container == "c0" ? 0 : 1;
    { const Lease given_back = std::move(second); }
    REQUIRE(agents[idle] > 0);
    const bool ready_again =
        bench.run_until([&] { return agent_of(bench.instance(), idle) == agents[idle]; });
    CHECK(ready_again);
    REQUIRE(::kill(agents[idle], SIGKILL) == 0);
    CHECK(bench.run_until([&] { return bench.pool().recycled() == 1; }));

    const StepReport report = bench.run(shell("echo fine"));
    CHECK(report.out == "fine\n");
    CHECK(report.container == "c" + std::to_string(idle));
    CHECK(agent_of(bench.instance(), idle) != agents[idle]);
    busy.cancel();
    const auto undisturbed = busy.end();
    REQUIRE(undisturbed);
    CHECK(undisturbed.value().cut == Cut::Cancelled);
    CHECK(bench.pool().recycled() == 1);
}

TEST_CASE("a step whose agent dies ends, and its container is replaced") {
    if (!containers_work_here()) return;
    Workbench bench(1);
    EndlessStep step(bench, bench.lease());
    const pid_t agent = agent_of(bench.instance(), 0);
    REQUIRE(agent > 0);
    REQUIRE(::kill(agent, SIGKILL) == 0);
    const auto report = step.end();
    if (report) {
        CHECK_FALSE(report.value().exit_code.has_value());
        CHECK(report.value().wall < seconds(5));
    }
    CHECK(bench.run(shell("echo fine")).out == "fine\n");
    CHECK(bench.pool().recycled() == 1);
}

TEST_CASE("two hundred steps in a row leave one container as it was") {
    if (!containers_work_here()) return;
    Workbench bench(1);
    const pid_t agent = agent_of(bench.instance(), 0);
    const auto descriptors = [&] {
        // The next cell stands ready, so that what belongs to one is counted both times.
        { const Lease ready = bench.lease(); }
        { const Lease ready = bench.lease(); }
        return std::array{descriptors_of(::getpid()), descriptors_of(agent),
                          descriptors_of(bench.spawner())};
    };
    REQUIRE(bench.run(shell("echo $$")).out == "2\n");
    const auto before = descriptors();
    for (const std::size_t count : before) REQUIRE(count > 3);
    for (int i = 0; i < 200; ++i) REQUIRE(bench.run(shell("echo $$")).out == "2\n");
    CHECK(descriptors() == before);
    CHECK(agent_of(bench.instance(), 0) == agent);
    CHECK(bench.pool().recycled() == 0);
}

TEST_CASE("a pool that stops refuses who waits and who comes, with ESHUTDOWN") {
    if (!containers_work_here()) return;
    Workbench bench(1);
    std::optional<Result<Lease>> waiting;
    std::optional<Lease> held(bench.lease());
    start_coroutine(bench.io(), bench.pool().acquire(Clock::now() + seconds(10)), waiting);
    bench.io().restart();
    bench.io().poll();
    held.reset();
    // The freed container goes to the waiter or the stop comes first; stop() needs all leases back.
    bench.stop();
    const auto served = run_until_there(bench.io(), waiting);
    REQUIRE_FALSE(served);
    CHECK(served.error().code.value() == ESHUTDOWN);
    CHECK(bench.lease_error(seconds(1)).value() == ESHUTDOWN);
}

}  // namespace kiln::pool
