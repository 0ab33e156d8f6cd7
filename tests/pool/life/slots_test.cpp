#include <doctest/doctest.h>

#include <vector>

#include "tests/pool/life/pool_bench.h"

// The life of slots: containers that cannot be made, that misbehave, that cannot be removed.
namespace kiln::pool {

namespace {

// When each call of this name was made.
std::vector<Clock::time_point> times(const FakeMaker& maker, const std::string& name) {
    std::vector<Clock::time_point> times;
    for (const auto& [call, when] : maker.calls())
        if (call == name) times.push_back(when);
    return times;
}

std::vector<std::string> names(const FakeMaker& maker) {
    std::vector<std::string> names;
    for (const auto& [call, when] : maker.calls()) names.push_back(call);
    return names;
}

struct Fault {
    const char* name;
    Habits habits;
};

// What a container's agent can do wrong before the first cell stands ready.
std::vector<Fault> faults_at_birth() {
    std::vector<Fault> faults(4);
    faults[0] = {"it says nothing", {}};
    faults[0].habits.ignores = {KILN_MAKE_CELL};
    faults[1] = {"it dies of the first cell", {}};
    faults[1].habits.dies_of = KILN_MAKE_CELL;
    faults[2] = {"it can make no cell", {}};
    faults[2].habits.cells_fail = true;
    faults[3] = {"its cell does not get ready", {}};
    faults[3].habits.cells_stay_unready = true;
    return faults;
}

}  // namespace

TEST_CASE("a container is made, used and destroyed, after what dead instances left was swept up") {
    PoolBench bench;
    REQUIRE(bench.start() == "");
    CHECK(bench.run_job() == "");
    CHECK(bench.run_job() == "");
    CHECK(bench.pool().recycled() == 0);
    CHECK(names(bench.maker()) == std::vector<std::string>{"sweep", "make 0"});
}

TEST_CASE("a sweep that fails or is late keeps nobody from starting") {
    for (const Way way : {Way::Fails, Way::TimesOut}) {
        PoolBench bench;
        bench.maker().sweeps = way;
        CHECK(bench.start() == "");
    }
}

TEST_CASE("what cannot be made is tried again, with longer pauses, until it can") {
    PoolBench bench;
    bench.maker().makes.assign(8, Way::Fails);
    bench.begin_start();
    REQUIRE(bench.until([&] { return bench.pool().count().ready == 1; }));
    const auto made = times(bench.maker(), "make 0");
    REQUIRE(made.size() == 9);
    for (std::size_t i = 2; i < made.size(); ++i) {
        const auto pause = made[i] - made[i - 1], before = made[i - 1] - made[i - 2];
        CHECK((pause > before || pause >= seconds(5)));
        CHECK(pause <= milliseconds(5100));
    }
    CHECK(bench.run_job() == "");
}

TEST_CASE("start tells why when as many containers have failed as there should be") {
    PoolBench bench(2);
    bench.maker().makes.assign(2, Way::Fails);
    const std::string error = bench.start();
    CHECK(error.starts_with("make the first container: make "));
    CHECK(error.ends_with(" fails"));
}

TEST_CASE("one container is enough to start") {
    PoolBench bench(2);
    bench.maker().makes = {Way::Fails};
    CHECK(bench.start() == "");
}

TEST_CASE("a slot whose container came too late is emptied before it is used again") {
    PoolBench bench;
    bench.maker().makes = {Way::TimesOut};
    bench.begin_start();
    REQUIRE(bench.until([&] { return bench.pool().count().ready == 1; }));
    CHECK(names(bench.maker()) ==
          std::vector<std::string>{"sweep", "make 0", "destroy 0", "make 0"});
    CHECK(bench.maker().containers() == 1);
}

TEST_CASE("a slot that cannot be removed is tried again, with longer pauses, and used again then") {
    for (const Way way : {Way::Fails, Way::TimesOut}) {
        CAPTURE(static_cast<int>(way));
        PoolBench bench;
        REQUIRE(bench.start() == "");
        bench.maker().destroys.assign(14, way);
        bench.maker().kill(0);
        for (int i = 0; i < 20 && bench.maker().count("destroy 0") < 15; ++i)
            bench.pass(seconds(60));
        REQUIRE(bench.until([&] { return bench.pool().count().ready == 1; }));
        const auto tried = times(bench.maker(), "destroy 0");
        REQUIRE(tried.size() == 15);
        const auto each = way == Way::TimesOut ? Clock::duration(kMakerPatience) : milliseconds(0);
        for (std::size_t i = 2; i < tried.size(); ++i) {
            const auto pause = tried[i] - tried[i - 1], before = tried[i - 1] - tried[i - 2];
            CHECK((pause > before || pause >= seconds(60)));
            CHECK(pause <= each + seconds(61));
        }
        CHECK(bench.maker().count("make 0") == 2);
        CHECK(bench.run_job() == "");
    }
}

TEST_CASE("a maker that says again and again that a container died is not asked any sooner") {
    PoolBench bench;
    REQUIRE(bench.start() == "");
    bench.maker().destroys.assign(20, Way::Fails);
    bench.maker().kill(0);
    for (int i = 0; i < 200; ++i) {
        bench.pass(milliseconds(10));
        bench.maker().kill(0);
    }
    CHECK(bench.maker().count("destroy 0") <= 6);
}

TEST_CASE("a container that is bad from the start is replaced") {
    for (Fault& fault : faults_at_birth()) {
        CAPTURE(fault.name);
        PoolBench bench;
        bench.maker().habits = {std::move(fault.habits)};
        bench.begin_start();
        REQUIRE(bench.until([&] { return bench.pool().count().ready == 1; }));
        CHECK(bench.pool().recycled() == 1);
        CHECK(names(bench.maker()) ==
              std::vector<std::string>{"sweep", "make 0", "destroy 0", "make 0"});
        CHECK(bench.run_job() == "");
    }
}

TEST_CASE("a container that goes bad while it idles is replaced") {
    std::vector<Fault> faults(3);
    faults[0] = {"it does not answer its check", {}};
    faults[0].habits.ignores = {KILN_PING};
    faults[1] = {"it dies of its check", {}};
    faults[1].habits.dies_of = KILN_PING;
    faults[2] = {"its waiting cell died", {}};
    faults[2].habits.answers_instead = KILN_CELL_DEAD;
    for (Fault& fault : faults) {
        CAPTURE(fault.name);
        PoolBench bench;
        bench.maker().habits = {std::move(fault.habits)};
        REQUIRE(bench.start() == "");
        CHECK(bench.until([&] { return bench.pool().recycled() == 1; }));
        CHECK(bench.until([&] { return bench.pool().count().ready == 1; }));
        CHECK(bench.run_job() == "");
    }
}

TEST_CASE("an idle container is checked each second") {
    PoolBench bench;
    REQUIRE(bench.start() == "");
    bench.pass(seconds(10));
    CHECK(bench.maker().agent(0).pings() >= 9);
    CHECK(bench.maker().agent(0).pings() <= 11);
    CHECK(bench.pool().recycled() == 0);
}

TEST_CASE("a container that is bad after a step is replaced, and the step's report is kept") {
    for (const bool dies : {false, true}) {
        CAPTURE(dies);
        PoolBench bench;
        Habits habits;
        if (dies)
            habits.dies_of = KILN_KILL_CELL;
        else
            habits.ignores = {KILN_KILL_CELL};
        bench.maker().habits = {std::move(habits)};
        REQUIRE(bench.start() == "");
        CHECK(bench.run_job() == "");
        CHECK(bench.until([&] { return bench.pool().recycled() == 1; }));
        CHECK(bench.run_job() == "");
    }
}

TEST_CASE(
    "a container that dies is replaced: while it idles, whoever notices first, or in a step") {
    for (const bool noticed : {true, false}) {
        PoolBench bench;
        REQUIRE(bench.start() == "");
        bench.maker().kill(0, noticed);
        CHECK(bench.run_job() == "");
        CHECK(bench.pool().recycled() == 1);
    }
    PoolBench bench;
    Habits habits;
    habits.steps_go_on = true;
    bench.maker().habits = {std::move(habits)};
    REQUIRE(bench.start() == "");
    {
        Lease lease = bench.lease();
        const auto ran = bench.begin(lease);
        bench.maker().kill(0);
        CHECK(bench.maker().count("destroy 0") == 0);  // its step ends first
        CHECK(bench.until([&] { return ran->has_value(); }));
    }
    CHECK(bench.run_job() == "");
    CHECK(bench.pool().recycled() == 1);
}

TEST_CASE("one slot's trouble is not the other's") {
    PoolBench bench(2);
    REQUIRE(bench.start() == "");
    bench.settle();
    bench.maker().makes.assign(50, Way::TimesOut);
    bench.maker().kill(0);
    for (int i = 0; i < 5; ++i) {
        const Clock::time_point began = Clock::now();
        CHECK(bench.run_job() == "");
        CHECK(Clock::now() - began < milliseconds(100));
        bench.pass(seconds(2));
    }
    CHECK(bench.pool().count() == Headcount{1, 0, 2});
}

}  // namespace kiln::pool
