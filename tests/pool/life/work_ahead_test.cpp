#include <doctest/doctest.h>

#include <cerrno>

#include "tests/pool/life/pool_bench.h"

// Who gets which container: jobs first, and work ahead only what they leave, fresh.
namespace kiln::pool {

namespace {

constexpr milliseconds kMoment{50};  // shorter than the pause that jobs must have left
constexpr milliseconds kQuiet{300};  // longer

int error_of(const PoolBench::Leased& leased) {
    return leased && !*leased ? leased->error().code.value() : 0;
}

Habits endless_steps() {
    Habits habits;
    habits.steps_go_on = true;
    return habits;
}

}  // namespace

TEST_CASE("work ahead has a container at once where no job ever came") {
    PoolBench bench;
    REQUIRE(bench.start() == "");
    const auto ahead = bench.ask(Purpose::Equipment);
    REQUIRE(ahead->has_value());
    CHECK((*ahead)->has_value());
    CHECK(bench.maker().count("make 0") == 1);
}

TEST_CASE("equipment leaves a container fresh; a job, or learning from one, does not") {
    PoolBench bench;
    REQUIRE(bench.start() == "");
    for (int i = 0; i < 3; ++i) {
        Lease lease = bench.lease(Purpose::Equipment);
        const auto ran = bench.begin(lease, Purpose::Equipment);
        CHECK(bench.finish(*ran).has_value());
    }
    CHECK(bench.maker().count("make 0") == 1);
    for (const Purpose used : {Purpose::Job, Purpose::Learning}) {
        {
            Lease lease = bench.lease(used);
            const auto ran = bench.begin(lease, used);
            CHECK(bench.finish(*ran).has_value());
        }
        bench.pass(kQuiet);
        const std::size_t made = bench.maker().count("make 0");
        const Lease lease = bench.lease(Purpose::Equipment);
        CHECK(bench.maker().count("make 0") == made + 1);
    }
    CHECK(bench.pool().recycled() == 0);
}

TEST_CASE("a step for equipment is refused where something of a client's has been run") {
    PoolBench bench;
    REQUIRE(bench.start() == "");
    for (const Purpose purpose : {Purpose::Job, Purpose::Learning}) {
        Lease lease = bench.lease(purpose);
        const auto ran = bench.begin(lease, Purpose::Equipment);
        const auto report = bench.finish(*ran);
        REQUIRE_FALSE(report);
        CHECK(report.error().code.value() == EPERM);
    }
}

TEST_CASE("work ahead waits for a moment without jobs") {
    PoolBench bench;
    REQUIRE(bench.start() == "");
    CHECK(bench.run_job() == "");
    const auto ahead = bench.ask(Purpose::Learning);
    bench.pass(kMoment);
    CHECK(bench.run_job() == "");
    bench.pass(kQuiet - kMoment - kMoment);
    CHECK_FALSE(ahead->has_value());
    bench.pass(kMoment + kMoment);
    CHECK(bench.finish(*ahead).has_value());
}

TEST_CASE("work ahead gets none while jobs use all there are, and is told when its time is over") {
    PoolBench bench;
    REQUIRE(bench.start() == "");
    const Lease job = bench.lease();
    const auto ahead = bench.ask(Purpose::Equipment, seconds(5));
    bench.pass(seconds(4));
    CHECK_FALSE(ahead->has_value());
    bench.pass(seconds(2));
    CHECK(error_of(*ahead) == ETIMEDOUT);
}

TEST_CASE("of two containers work ahead may have the one that a lone job does not use") {
    PoolBench bench(2);
    REQUIRE(bench.start() == "");
    bench.settle();
    const Lease job = bench.lease();
    const auto ahead = bench.ask(Purpose::Learning);
    REQUIRE(ahead->has_value());
    const Lease lease = bench.finish(*ahead).value();
    CHECK_FALSE(lease.wanted_back());
    // Now there is none to spare.
    const auto more = bench.ask(Purpose::Learning, seconds(1));
    bench.pass(seconds(2));
    CHECK(error_of(*more) == ETIMEDOUT);
}

TEST_CASE(
    "of two containers work ahead gets one, and keeps it, though a job comes after the other") {
    PoolBench bench(2);
    bench.maker().make_takes = milliseconds(50);
    REQUIRE(bench.start() == "");
    bench.pass(seconds(1));
    const auto run_for = [&](milliseconds time) {
        const Lease step = bench.lease();
        bench.pass(time);
    };
    const auto job = [&] {
        run_for(milliseconds(200));  // it is compiled
        run_for(milliseconds(5));    // and run
        bench.pass(milliseconds(20));
    };
    for (int i = 0; i < 4; ++i) job();
    const auto ahead = bench.ask(Purpose::Learning, seconds(60));
    for (int i = 0; i < 2; ++i) job();
    REQUIRE(ahead->has_value());
    const Lease held = bench.finish(*ahead).value();
    for (int i = 0; i < 10; ++i) job();
    CHECK_FALSE(held.wanted_back());
}

TEST_CASE("work ahead is told once, at once, when a job would have to wait for it") {
    PoolBench bench;
    bench.maker().habits = {endless_steps()};
    REQUIRE(bench.start() == "");
    int told = 0;
    std::shared_ptr<PoolBench::Leased> job;
    {
        Lease ahead = bench.lease(Purpose::Learning);
        const auto ran = bench.begin(ahead, Purpose::Learning);
        ahead.when_wanted_back([&] {
            ++told;
            ahead.cancel();
        });
        bench.pass(seconds(1));
        CHECK(told == 0);
        const Clock::time_point sent = Clock::now();
        job = bench.ask();
        const auto second = bench.ask();
        CHECK(told == 1);
        const auto report = bench.finish(*ran);
        REQUIRE(report);
        CHECK(report.value().cut == Cut::Cancelled);
        CHECK(Clock::now() - sent < milliseconds(20));
    }
    CHECK(bench.finish(*job).has_value());
    CHECK(told == 1);
}

TEST_CASE("work ahead that is wanted back before it has begun hears of that, too") {
    PoolBench bench;
    REQUIRE(bench.start() == "");
    Lease ahead = bench.lease(Purpose::Equipment);
    const auto job = bench.ask();
    CHECK(ahead.wanted_back());
    bool told = false;
    ahead.when_wanted_back([&] { told = true; });
    CHECK(told);
}

TEST_CASE("a job that gets another container in a moment cuts nothing off") {
    PoolBench bench(2);
    REQUIRE(bench.start() == "");
    bench.settle();
    Lease ahead = bench.lease(Purpose::Equipment);
    { const Lease first = bench.lease(); }
    // The first job's container is being given its next cell.
    CHECK(bench.pool().count() == Headcount{0, 2, 2});
    const auto job = bench.ask();
    CHECK_FALSE(ahead.wanted_back());
    const Lease second = bench.finish(*job).value();
    // With that one in use the next job would have to wait.
    const auto next = bench.ask();
    CHECK(ahead.wanted_back());
}

TEST_CASE("a container that was to come back and is lost is asked back from work ahead") {
    PoolBench bench(2);
    Habits stubborn;
    stubborn.ignores = {KILN_KILL_CELL};
    bench.maker().habits = {stubborn, stubborn};
    REQUIRE(bench.start() == "");
    bench.settle();
    Lease ahead = bench.lease(Purpose::Equipment);
    bench.maker().destroys = {Way::TimesOut};
    {
        Lease first = bench.lease();
        const auto ran = bench.begin(first);
        CHECK(bench.finish(*ran).has_value());
    }
    const auto job = bench.ask();
    CHECK_FALSE(ahead.wanted_back());
    CHECK(bench.until([&] { return ahead.wanted_back(); }));
    CHECK(bench.maker().calls_under_way());
}

TEST_CASE("a container that is made anew for work ahead goes to a job that came meanwhile") {
    PoolBench bench;
    REQUIRE(bench.start() == "");
    CHECK(bench.run_job() == "");
    bench.pass(kQuiet);
    bench.maker().destroys = {Way::TimesOut};
    const auto ahead = bench.ask(Purpose::Equipment, seconds(60));
    bench.settle();
    CHECK(bench.maker().calls_under_way());
    CHECK(bench.pool().count() == Headcount{0, 0, 1});
    const auto job = bench.ask(Purpose::Job, seconds(60));
    CHECK(bench.finish(*job).has_value());
    CHECK(error_of(*ahead) == EAGAIN);
    CHECK(bench.maker().count("make 0") == 2);
}

TEST_CASE("a job that takes the container before it is made anew only makes work ahead wait") {
    PoolBench bench;
    REQUIRE(bench.start() == "");
    CHECK(bench.run_job() == "");
    bench.pass(kQuiet);
    const auto ahead = bench.post(Purpose::Learning, seconds(60));
    {
        const auto job = bench.post(Purpose::Job, seconds(60));
        const Lease lease = bench.finish(*job).value();
        CHECK(bench.maker().count("make 0") == 1);
        bench.pass(kQuiet);
        CHECK_FALSE(ahead->has_value());
    }
    bench.pass(kQuiet + kQuiet);
    REQUIRE(ahead->has_value());
    CHECK((*ahead)->has_value());
    CHECK(bench.maker().count("make 0") == 2);
}

TEST_CASE("one container at a time is made anew, and none that a job needs") {
    PoolBench bench(3);
    REQUIRE(bench.start() == "");
    bench.settle();
    for (int i = 0; i < 3; ++i) CHECK(bench.run_job() == "");
    bench.pass(kQuiet);
    const Lease one = bench.lease(), two = bench.lease();
    const auto ahead = bench.ask(Purpose::Equipment), more = bench.ask(Purpose::Equipment);
    bench.pass(seconds(1));
    std::size_t made = 0;
    for (const char* call : {"make 0", "make 1", "make 2"}) made += bench.maker().count(call);
    CHECK(made == 4);
    CHECK(bench.finish(*ahead).has_value());
    CHECK_FALSE(more->has_value());
}

TEST_CASE("waits of work ahead can be ended, and those of jobs go on") {
    PoolBench bench;
    REQUIRE(bench.start() == "");
    std::shared_ptr<PoolBench::Leased> job;
    {
        const Lease first = bench.lease();
        job = bench.ask();
        const auto ahead = bench.ask(Purpose::Equipment);
        bench.pool().dismiss_work_ahead();
        bench.settle();
        CHECK(error_of(*ahead) == ECANCELED);
        CHECK_FALSE(job->has_value());
    }
    CHECK(bench.finish(*job).has_value());
}

TEST_CASE("jobs are served in the order they came") {
    PoolBench bench;
    REQUIRE(bench.start() == "");
    std::vector<std::shared_ptr<PoolBench::Leased>> jobs;
    {
        const Lease first = bench.lease();
        for (int i = 0; i < 3; ++i) jobs.push_back(bench.ask());
    }
    for (std::size_t i = 0; i < jobs.size(); ++i) {
        CHECK(bench.finish(*jobs[i]).has_value());
        for (std::size_t later = i + 1; later < jobs.size(); ++later)
            CHECK_FALSE(jobs[later]->has_value());
        jobs[i].reset();  // given back
    }
}

}  // namespace kiln::pool
