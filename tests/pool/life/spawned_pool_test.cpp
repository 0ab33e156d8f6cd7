#include <doctest/doctest.h>

#include <algorithm>
#include <cerrno>
#include <memory>
#include <optional>

#include "pool/namespaces/spawner_client.h"
#include "tests/pool/life/fake_spawner.h"
#include "tests/pool/life/pool_bench.h"

// The life of a pool as it is in the product, down to the messages on the spawner's socket; behind
// that is a spawner that is made up.
namespace kiln::pool {

namespace {

using Asked = std::vector<std::string>;

class SpawnedBench {
  public:
    explicit SpawnedBench(std::size_t containers = 1) {
        bench_ = std::make_unique<PoolBench>(containers, [this](boost::asio::io_context& io) {
            spawner_.emplace(io);
            return std::make_unique<SpawnerClient>(io.get_executor(), spawner_->start());
        });
    }
    // However it ends: the spawner sees that, and leaves nothing.
    ~SpawnedBench() {
        if (!stopped_) stop();
    }

    PoolBench* operator->() { return bench_.get(); }
    [[nodiscard]] FakeSpawner& spawner() { return *spawner_; }
    [[nodiscard]] bool ready(std::size_t count = 1) {
        return bench_->until([&] { return bench_->pool().count().ready == count; });
    }
    void stop() {
        stopped_ = true;
        bench_->stop();
        spawner_->resume();  // where it was stalled it finds the end of the socket now
        bench_->settle();
        CHECK(spawner_->containers() == 0);
        CHECK((vanished_ || spawner_->engine_gone()));
    }
    void vanish() {
        vanished_ = true;
        spawner_->vanish();
        bench_->settle();
    }

  private:
    std::unique_ptr<PoolBench> bench_;
    std::optional<FakeSpawner> spawner_;  // on its io_context
    bool stopped_ = false;
    bool vanished_ = false;
};

}  // namespace

TEST_CASE("a spawned pool sweeps, makes its containers, runs jobs in them and leaves none") {
    SpawnedBench it(2);
    REQUIRE(it->start() == "");
    REQUIRE(it.ready(2));
    for (int i = 0; i < 3; ++i) CHECK(it->run_job() == "");
    CHECK(it.spawner().asked() == Asked{"sweep", "create 0", "create 1"});
    CHECK(it.spawner().containers() == 2);
    CHECK(it->pool().recycled() == 0);
    it.stop();
}

TEST_CASE("what the spawner cannot make is asked for again, and start says why it waits no more") {
    SpawnedBench it;
    it.spawner().creates_fail = 4;
    CHECK(it->start() == "make the first container: create a container: no room");
    REQUIRE(it.ready());
    // After each failure there might be one all the same.
    CHECK(std::ranges::count(it.spawner().asked(), "create 0") == 5);
    CHECK(std::ranges::count(it.spawner().asked(), "destroy 0") == 4);
    CHECK(it->run_job() == "");
}

TEST_CASE("a container that the spawner says has died is destroyed and made again") {
    SpawnedBench it;
    REQUIRE(it->start() == "");
    it.spawner().kill(0);
    CHECK(it->run_job() == "");
    CHECK(it.spawner().asked() == Asked{"sweep", "create 0", "destroy 0", "create 0"});
    CHECK(it->pool().recycled() == 1);
}

TEST_CASE("a container that goes bad is destroyed by the spawner, which is asked until it can") {
    SpawnedBench it;
    Habits habits;
    habits.ignores = {KILN_KILL_CELL};
    it.spawner().habits = {std::move(habits)};
    it.spawner().destroys_fail = 3;
    REQUIRE(it->start() == "");
    CHECK(it->run_job() == "");
    REQUIRE(it->until([&] { return it.spawner().asked().size() == 7; }));
    CHECK(it->pool().last_trouble() == "destroy a container: it lives");
    REQUIRE(it.ready());
    CHECK(it.spawner().asked().back() == "create 0");
    CHECK(it->run_job() == "");
}

TEST_CASE("a spawner that stalls makes nothing twice, and nothing of what came too late is kept") {
    SpawnedBench it;
    it.spawner().stall();
    it->begin_start();
    it->pass(seconds(80));  // the sweep is given up, then the container, and it is to be destroyed
    CHECK(it->pool().count().standing() == 0);
    it.spawner().resume();
    REQUIRE(it.ready());
    CHECK(it.spawner().asked() == Asked{"sweep", "create 0", "destroy 0", "create 0"});
    CHECK(it.spawner().containers() == 1);
    CHECK(it->run_job() == "");
}

TEST_CASE("a pool whose spawner is gone is broken, and stops all the same") {
    SpawnedBench it(2);
    SUBCASE("while containers idle") {
        REQUIRE(it->start() == "");
    }
    SUBCASE("while it makes them") {
        it.spawner().stall();
        it->begin_start();
        it->settle();
    }
    it.vanish();
    CHECK(it->pool().broken());
    const auto job = it->ask();
    REQUIRE(job->has_value());
    CHECK((*job)->error().code.value() == ESHUTDOWN);
}

TEST_CASE("a pool stops while its spawner stalls") {
    SpawnedBench it;
    REQUIRE(it->start() == "");
    it.spawner().stall();
    it.spawner().kill(0);
    it->settle();
    it->pass(seconds(1));
    it.stop();
    CHECK(it.spawner().asked() == Asked{"sweep", "create 0", "destroy 0"});
}

}  // namespace kiln::pool
