#include "engine/pool_runner.h"

#include <doctest/doctest.h>

#include <cerrno>
#include <memory>
#include <optional>

#include "tests/pool/life/pool_bench.h"

// Steps on a pool whose containers are made up: what becomes of work ahead when jobs come.
namespace kiln::engine {
namespace {

using pool::Purpose;
using std::chrono::milliseconds;
using std::chrono::seconds;
using Ran = std::optional<pool::Result<pool::StepReport>>;

class Bench {
  public:
    explicit Bench(std::size_t containers = 1) : it(containers) {
        pool::Habits endless;
        endless.steps_go_on = true;
        for (std::size_t i = 0; i < 4; ++i) it.maker().habits.push_back(endless);
        REQUIRE(it.start() == "");
        it.settle();
    }
    std::unique_ptr<Ran> begin(Purpose purpose, milliseconds time = seconds(100),
                               milliseconds wall = seconds(10)) {
        pool::StepSpec spec;
        spec.argv = {"./program"};
        spec.purpose = purpose;
        spec.limits.wall = wall;
        canceller = std::make_shared<Canceller>();
        auto ran = std::make_unique<Ran>();
        it.begin_coroutine(runner.run(std::move(spec), pool::Clock::now() + time, canceller), *ran);
        return ran;
    }
    [[nodiscard]] static int error_of(const Ran& ran) {
        return ran && !*ran ? ran->error().code.value() : 0;
    }

    pool::PoolBench it;
    PoolRunner runner{it.pool()};
    std::shared_ptr<Canceller> canceller;
};

}  // namespace

TEST_CASE("work ahead that runs gives way to a job at once, and says so") {
    Bench bench;
    const auto ahead = bench.begin(Purpose::Equipment);
    CHECK(bench.it.maker().agent(0).step_runs());
    const auto job = bench.begin(Purpose::Job);
    CHECK(bench.it.until([&] { return ahead->has_value(); }));
    CHECK(Bench::error_of(*ahead) == EAGAIN);
    CHECK(bench.it.until([&] { return bench.it.maker().agent(0).step_runs(); }));
    bench.it.maker().agent(0).finish_step();
    REQUIRE(bench.it.until([&] { return job->has_value(); }));
    CHECK((*job)->value().exit_code == 0);
}

TEST_CASE("work ahead that has ended keeps its report, whoever comes next") {
    Bench bench;
    const auto ahead = bench.begin(Purpose::Learning);
    bench.it.maker().agent(0).finish_step();
    bench.it.settle();
    const auto job = bench.begin(Purpose::Job);
    REQUIRE(bench.it.until([&] { return ahead->has_value(); }));
    REQUIRE(*ahead);
    CHECK((*ahead)->value().exit_code == 0);
    CHECK(bench.it.until([&] { return bench.it.maker().agent(0).step_runs(); }));
    bench.it.maker().agent(0).finish_step();
    CHECK(bench.it.until([&] { return job->has_value(); }));
}

TEST_CASE("work ahead has its whole time, or is not begun") {
    Bench bench;
    const auto job = bench.begin(Purpose::Job);
    const auto ahead = bench.begin(Purpose::Equipment, seconds(12), seconds(10));
    bench.it.pass(seconds(1));
    CHECK_FALSE(ahead->has_value());
    bench.it.pass(seconds(2));
    CHECK(Bench::error_of(*ahead) == ETIMEDOUT);
    bench.it.maker().agent(0).finish_step();
    CHECK(bench.it.until([&] { return job->has_value(); }));
}

TEST_CASE("work ahead that waits can be cancelled") {
    Bench bench;
    const auto job = bench.begin(Purpose::Job);
    const auto ahead = bench.begin(Purpose::Equipment);
    bench.canceller->requested = true;
    REQUIRE(bench.canceller->cancel);
    bench.canceller->cancel();
    bench.it.settle();
    CHECK(Bench::error_of(*ahead) == ECANCELED);
    bench.it.maker().agent(0).finish_step();
    CHECK(bench.it.until([&] { return job->has_value(); }));
}

TEST_CASE("work ahead that runs can be cancelled, and has not given way then") {
    Bench bench;
    const auto ahead = bench.begin(Purpose::Equipment);
    bench.canceller->requested = true;
    REQUIRE(bench.canceller->cancel);
    bench.canceller->cancel();
    REQUIRE(bench.it.until([&] { return ahead->has_value(); }));
    REQUIRE(*ahead);
    CHECK((*ahead)->value().cut == pool::Cut::Cancelled);
}

TEST_CASE("work ahead is not cut off while another container is free for the job") {
    Bench bench(2);
    const auto ahead = bench.begin(Purpose::Equipment);
    const auto job = bench.begin(Purpose::Job);
    bench.it.pass(seconds(1));
    CHECK_FALSE(ahead->has_value());
    CHECK(bench.it.maker().agent(0).step_runs());
    CHECK(bench.it.maker().agent(1).step_runs());
    bench.it.maker().agent(0).finish_step();
    bench.it.maker().agent(1).finish_step();
    CHECK(bench.it.until([&] { return ahead->has_value() && job->has_value(); }));
    CHECK((*ahead)->value().exit_code == 0);
}

}  // namespace kiln::engine
