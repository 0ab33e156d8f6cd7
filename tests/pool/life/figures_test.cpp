#include <doctest/doctest.h>

#include "tests/pool/life/pool_bench.h"

// What a pool counts: its places by state, and why containers were replaced.
namespace kiln::pool {

namespace {

std::uint64_t recycled(PoolBench& bench, Recycling why) {
    return bench.pool().figures().recycled[static_cast<std::size_t>(why)];
}

std::uint64_t all_recycled(PoolBench& bench) {
    std::uint64_t all = 0;
    for (const std::uint64_t each : bench.pool().figures().recycled) all += each;
    return all;
}

struct Trouble {
    Recycling why;
    Habits habits;
};

}  // namespace

TEST_CASE("each place is in one state, and all of them are told") {
    PoolBench bench(3);
    bench.maker().habits.assign(3, {});
    bench.maker().habits[0].steps_go_on = true;
    REQUIRE(bench.start() == "");
    bench.settle();
    CHECK(bench.pool().figures().places.idle == 3);
    {
        const Lease lease = bench.lease();
        CHECK(bench.pool().figures().places.leased == 1);
        CHECK(bench.pool().figures().places.idle == 2);
    }
    CHECK(bench.pool().figures().places.tended == 1);  // until its keeper has run
    bench.maker().makes.assign(9, Way::TimesOut);
    bench.maker().kill(2);
    bench.settle();
    const PlaceCount places = bench.pool().figures().places;
    CHECK(places.absent == 1);
    CHECK(places.idle == 2);
}

TEST_CASE("a container that is replaced counts once, for what was wrong with it") {
    std::vector<Trouble> troubles(5);
    troubles[0].why = Recycling::NoCell;
    troubles[0].habits.cells_fail = true;
    troubles[1].why = Recycling::Silent;
    troubles[1].habits.ignores = {KILN_PING};
    troubles[2].why = Recycling::Silent;
    troubles[2].habits.answers_instead = KILN_CELL_DEAD;
    troubles[3].why = Recycling::CellStays;
    troubles[3].habits.ignores = {KILN_KILL_CELL};
    troubles[4].why = Recycling::Died;
    troubles[4].habits.dies_of = KILN_KILL_CELL;
    for (Trouble& trouble : troubles) {
        CAPTURE(recycling_word(trouble.why));
        PoolBench bench;
        bench.maker().habits = {std::move(trouble.habits)};
        bench.begin_start();
        (void)bench.until([&] { return bench.pool().count().ready == 1; });
        if (all_recycled(bench) == 0) CHECK(bench.run_job() == "");
        REQUIRE(bench.until([&] { return all_recycled(bench) > 0; }));
        CHECK(recycled(bench, trouble.why) == 1);
        CHECK(bench.pool().recycled() == 1);
    }
}

TEST_CASE("one that died counts as that, whoever notices it") {
    for (const bool noticed : {true, false}) {
        PoolBench bench;
        REQUIRE(bench.start() == "");
        bench.maker().kill(0, noticed);
        REQUIRE(bench.until([&] { return all_recycled(bench) > 0; }));
        CHECK(recycled(bench, Recycling::Died) == 1);
    }
}

TEST_CASE("one that cannot be made counts each time that it is tried") {
    PoolBench bench;
    bench.maker().makes.assign(3, Way::Fails);
    bench.begin_start();
    REQUIRE(bench.until([&] { return bench.pool().count().ready == 1; }));
    CHECK(recycled(bench, Recycling::NotMade) == 3);
    CHECK(all_recycled(bench) == 3);
}

TEST_CASE("one that is made anew for work ahead is no trouble") {
    PoolBench bench;
    REQUIRE(bench.start() == "");
    CHECK(bench.run_job() == "");
    bench.pass(milliseconds(300));
    { const Lease lease = bench.lease(Purpose::Equipment); }
    CHECK(recycled(bench, Recycling::Renewed) == 1);
    CHECK(bench.pool().recycled() == 0);
}

TEST_CASE("what containers take is told of those there are") {
    PoolBench bench(2);
    REQUIRE(bench.start() == "");
    bench.settle();
    const auto usage = bench.pool().usage();
    REQUIRE(usage.size() == 2);
    CHECK(usage[1].slot == 1);
    CHECK_FALSE(usage[0].memory_bytes.has_value());  // these have no cgroup
}

}  // namespace kiln::pool
