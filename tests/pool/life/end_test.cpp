#include <doctest/doctest.h>

#include <cerrno>

#include "tests/pool/life/pool_bench.h"

// How a pool ends, whatever it was doing; and what it says of itself meanwhile. PoolBench::stop()
// looks whether all came to an end.
namespace kiln::pool {

TEST_CASE("a pool that idles stops at once, its containers destroyed one by one") {
    PoolBench bench(3);
    REQUIRE(bench.start() == "");
    bench.settle();
    const Clock::time_point began = Clock::now();
    bench.stop();
    CHECK(Clock::now() - began < milliseconds(100));
}

TEST_CASE("a pool stops while the maker is busy with any of its calls") {
    SUBCASE("making") {
        PoolBench bench;
        bench.maker().makes = {Way::TimesOut};
        bench.begin_start();
        bench.settle();
        CHECK(bench.maker().calls_under_way());
        bench.stop();
    }
    SUBCASE("destroying") {
        PoolBench bench;
        REQUIRE(bench.start() == "");
        bench.maker().destroys = {Way::TimesOut};
        bench.maker().kill(0);
        bench.settle();
        CHECK(bench.maker().calls_under_way());
        bench.stop();
    }
    SUBCASE("destroying, because it stops") {
        PoolBench bench(2);
        REQUIRE(bench.start() == "");
        bench.settle();
        bench.maker().destroys = {Way::TimesOut, Way::Fails};
        bench.stop();
    }
}

TEST_CASE("a pool stops while a container keeps it waiting") {
    Habits habits;
    SUBCASE("for its first cell") {
        habits.ignores = {KILN_MAKE_CELL};
    }
    SUBCASE("for a cell that does not get ready") {
        habits.cells_stay_unready = true;
    }
    SUBCASE("for its check") {
        habits.ignores = {KILN_PING};
    }
    PoolBench bench;
    bench.maker().habits = {std::move(habits)};
    bench.begin_start();
    bench.pass(milliseconds(1200));
    bench.stop();
}

TEST_CASE("a pool stops in any pause") {
    SUBCASE("before making one again") {
        PoolBench bench;
        bench.maker().makes.assign(20, Way::Fails);
        bench.begin_start();
        bench.pass(seconds(3));
        bench.stop();
    }
    SUBCASE("before destroying one again") {
        PoolBench bench;
        REQUIRE(bench.start() == "");
        bench.maker().destroys.assign(20, Way::Fails);
        bench.maker().kill(0);
        bench.pass(seconds(3));
        const Clock::time_point began = Clock::now();
        bench.stop();
        CHECK(Clock::now() - began < milliseconds(100));
    }
}

TEST_CASE("whoever waits for a container when the pool stops is told so") {
    PoolBench bench;
    REQUIRE(bench.start() == "");
    std::shared_ptr<PoolBench::Leased> job, ahead;
    {
        const Lease lease = bench.lease();
        job = bench.ask();
        ahead = bench.ask(Purpose::Equipment);
    }
    // The job is served before the pool can stop.
    CHECK(bench.finish(*job).has_value());
    bench.stop();
    REQUIRE(ahead->has_value());
    CHECK((*ahead)->error().code.value() == ESHUTDOWN);
}

TEST_CASE("a maker that is gone breaks the pool, whatever is under way") {
    PoolBench bench(2);
    SUBCASE("while it makes the first") {
        bench.maker().makes.assign(2, Way::TimesOut);
        bench.begin_start();
        bench.settle();
        bench.maker().vanish();
    }
    SUBCASE("while containers idle") {
        REQUIRE(bench.start() == "");
        bench.maker().vanish();
    }
    SUBCASE("while it destroys") {
        REQUIRE(bench.start() == "");
        bench.maker().destroys.assign(2, Way::TimesOut);
        bench.maker().kill(0);
        bench.settle();
        bench.maker().vanish();
    }
    bench.settle();
    CHECK(bench.pool().broken());
    const auto job = bench.ask();
    REQUIRE(job->has_value());
    CHECK((*job)->error().code.value() == ESHUTDOWN);
    CHECK(bench.until([&] { return bench.pool().count().standing() == 0; }));
}

TEST_CASE("start fails when the maker is gone") {
    PoolBench bench;
    bench.maker().makes = {Way::TimesOut};
    std::string error;
    bench.begin_start();
    bench.settle();
    bench.maker().vanish();
    CHECK(bench.pool().last_trouble() == "the process that makes containers is gone");
}

TEST_CASE("a pool knows how many containers it has, and since when it has none") {
    PoolBench bench(2);
    REQUIRE(bench.start() == "");
    bench.settle();
    CHECK(bench.pool().count() == Headcount{2, 0, 2});
    {
        const Lease first = bench.lease();
        CHECK(bench.pool().count() == Headcount{1, 1, 2});
        const Lease second = bench.lease();
        bench.pass(seconds(30));
        CHECK(bench.pool().count() == Headcount{0, 2, 2});
        CHECK_FALSE(bench.pool().empty_since());  // all are lent out: not the same as none
    }
    bench.settle();
    CHECK(bench.pool().count() == Headcount{2, 0, 2});

    bench.maker().makes.assign(3, Way::TimesOut);
    bench.maker().kill(0);
    bench.settle();
    CHECK(bench.pool().count() == Headcount{1, 0, 2});
    CHECK_FALSE(bench.pool().empty_since());
    bench.maker().kill(1);
    bench.settle();
    const Clock::time_point emptied = Clock::now();
    CHECK(bench.pool().count() == Headcount{0, 0, 2});
    CHECK(bench.pool().last_trouble() == "it died");
    bench.pass(seconds(20));
    REQUIRE(bench.pool().empty_since());
    CHECK(*bench.pool().empty_since() == emptied);

    CHECK(bench.until([&] { return bench.pool().count().standing() > 0; }));
    CHECK_FALSE(bench.pool().empty_since());
}

}  // namespace kiln::pool
