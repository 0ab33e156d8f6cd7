#include "engine/warm/preparations.h"

#include <doctest/doctest.h>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <cerrno>
#include <string>

#include "tests/engine/fake_step_runner.h"
#include "tests/fuzz/virtual_time.h"

namespace kiln::engine {
namespace {

using Answer = FakeStepRunner::Answer;
using Progress = Preparations::Progress;
using std::chrono::milliseconds;
using std::chrono::seconds;

const pool::Error kGaveWay = pool::errno_error(EAGAIN, "give way to a job");

boost::asio::awaitable<Progress> one_step(Preparations* preparations, std::string name) {
    pool::StepSpec spec;
    spec.purpose = pool::Purpose::Equipment;
    spec.limits.wall = seconds(7);
    spec.argv = {std::move(name)};
    auto report = co_await preparations->run(std::move(spec));
    if (!report && gave_way(report.error())) co_return Progress::GaveWay;
    co_return Progress::Done;
}

// Pieces of one step each, which a test ends as it likes.
class Bench {
  public:
    ~Bench() {
        preparations.stop();
        settle();
    }
    void add(std::string name) {
        preparations.add([this, name = std::move(name)] { return one_step(&preparations, name); });
        settle();
    }
    void settle() {
        io.restart();
        while (io.poll() > 0) {
        }
    }
    void pass(milliseconds time) {
        kiln::fuzz::advance_time(time);
        settle();
    }
    void finish(Answer answer) {
        runner.finish(runner.steps.size() - 1, std::move(answer));
        settle();
    }
    // The names of the steps so far, in their order.
    [[nodiscard]] std::string begun() const {
        std::string names;
        for (const auto& step : runner.steps) names += step->spec.argv.front();
        return names;
    }

    boost::asio::io_context io;
    FakeStepRunner runner{io.get_executor()};
    int idle = 0;
    Preparations preparations{io.get_executor(), runner, [this] { ++idle; }};
};

}  // namespace

TEST_CASE("pieces are done one at a time, in their order") {
    Bench it;
    it.add("a");
    it.add("b");
    CHECK(it.begun() == "a");
    it.finish(exited(0));
    CHECK(it.begun() == "ab");
    CHECK(it.idle == 0);
    it.finish(exited(0));
    CHECK(it.idle == 1);
    CHECK_FALSE(it.preparations.busy());
}

TEST_CASE("a step has a minute to wait for a container, and all of its own time") {
    Bench it;
    it.add("a");
    CHECK(it.runner.steps[0]->end_before == pool::Clock::now() + seconds(67));
    it.finish(exited(0));
}

TEST_CASE("a piece that gave way is done again, after pauses that grow up to about a minute") {
    Bench it;
    it.add("a");
    std::string begun = "a";
    for (const int pause : {1, 2, 4, 8, 16, 32, 64, 64, 64}) {
        it.finish(kGaveWay);
        CHECK_FALSE(it.preparations.busy());
        it.pass(seconds(pause) - milliseconds(1));
        CHECK(it.begun() == begun);
        it.pass(milliseconds(1));
        CHECK(it.begun() == (begun += "a"));
    }
    it.finish(exited(0));
    it.pass(seconds(1000));
    CHECK(it.begun() == begun);
}

TEST_CASE("others are done while one pauses") {
    Bench it;
    it.add("a");
    it.finish(kGaveWay);
    it.add("b");
    CHECK(it.begun() == "ab");
    it.pass(seconds(2));
    CHECK(it.begun() == "ab");
    it.finish(exited(0));
    CHECK(it.begun() == "aba");
    it.finish(exited(0));
}

TEST_CASE("a wait that was too long gave way, a step that failed did not") {
    CHECK(gave_way(kGaveWay));
    CHECK(gave_way(pool::errno_error(ETIMEDOUT, "lease a container for work ahead")));
    CHECK_FALSE(gave_way(pool::errno_error(ENOENT, "execve")));
    CHECK_FALSE(gave_way(pool::errno_error(EPERM, "c0 has run something of a client's")));
    Bench it;
    it.add("a");
    it.finish(pool::errno_error(ENOENT, "execve"));
    it.pass(seconds(100));
    CHECK(it.begun() == "a");
}

TEST_CASE("stop ends what is being done and what pauses, and nothing is begun after it") {
    Bench it;
    SUBCASE("a step") {
        it.add("a");
    }
    SUBCASE("a pause") {
        it.add("a");
        it.finish(kGaveWay);
    }
    it.preparations.stop();
    it.settle();
    CHECK_FALSE(it.preparations.busy());
    it.add("b");
    it.pass(seconds(100));
    CHECK(it.begun() == "a");
}

}  // namespace kiln::engine
