#include <doctest/doctest.h>

#include <cerrno>

#include "engine/engine.h"
#include "engine/plan.h"
#include "tests/engine/engine_fixture.h"

namespace kiln::engine {
namespace {

using namespace std::chrono_literals;
using Answer = FakeStepRunner::Answer;

Job job_arrived(std::chrono::milliseconds ago, std::chrono::milliseconds time) {
    Job job = EngineFixture::job();
    job.arrived = Clock::now() - ago;
    set_deadlines(job, job.arrived + time);
    return job;
}

TEST_CASE("as many jobs run as there are containers, the others wait in order") {
    EngineFixture fixture;
    fixture.runner.width_ = 2;
    std::vector<std::size_t> jobs;
    for (int i = 0; i < 4; ++i) {
        Job job = EngineFixture::job();
        job.code = std::to_string(i);
        jobs.push_back(fixture.begin(std::move(job)));
    }
    CHECK(fixture.engine.running() == 2);
    CHECK(fixture.engine.waiting() == 2);
    REQUIRE(fixture.runner.steps.size() == 2);
    fixture.runner.finish(1, exited(0));
    fixture.settle();
    CHECK(fixture.times_answered(jobs[1]) == 1);
    REQUIRE(fixture.runner.steps.size() == 3);
    CHECK(fixture.runner.steps[2]->spec.files.front().content == "2");
    CHECK(fixture.engine.running() == 2);
    CHECK(fixture.engine.waiting() == 1);
}

TEST_CASE("a full queue answers at once, in the words that clients know") {
    EngineFixture fixture(3);
    for (int i = 0; i < 4; ++i) fixture.submit(EngineFixture::job());
    const std::size_t refused = fixture.submit(EngineFixture::job());
    REQUIRE(fixture.times_answered(refused) == 1);
    CHECK(fixture.outcome(refused).verdict == Verdict::Busy);
    CHECK(fixture.outcome(refused).message == "job queue full, max capacity: 3");
    CHECK(fixture.outcome(refused).language == "interpreted");
    CHECK(fixture.times_answered(0) == 0);
}

TEST_CASE("an engine without a queue runs as many jobs as there are containers") {
    EngineFixture fixture(0);
    fixture.submit(EngineFixture::job());
    const std::size_t refused = fixture.submit(EngineFixture::job());
    CHECK(fixture.outcome(refused).message == "job queue full, max capacity: 0");
    CHECK(fixture.engine.running() == 1);
}

TEST_CASE("what cannot be had is rejected at once, also by a full engine") {
    EngineFixture fixture(0);
    fixture.submit(EngineFixture::job());
    const std::size_t unknown = fixture.submit(EngineFixture::job("RuBy"));
    REQUIRE(fixture.times_answered(unknown) == 1);
    CHECK(fixture.outcome(unknown).verdict == Verdict::Rejected);
    CHECK(fixture.outcome(unknown).message == "unsupported language: ruby");
    CHECK(fixture.outcome(unknown).language.empty());
    Job bad = EngineFixture::job();
    bad.args = {std::string(1, '\0')};
    CHECK(fixture.outcome(fixture.submit(std::move(bad))).message ==
          "args[0] holds a NUL byte (remove it)");
}

TEST_CASE("every one of many jobs is answered exactly once") {
    EngineFixture fixture(64);
    fixture.runner.width_ = 4;
    fixture.runner.script = [](const pool::StepSpec&) { return Answer(exited(0)); };
    for (int i = 0; i < 200; ++i) fixture.submit(EngineFixture::job());
    fixture.settle();
    std::size_t ok = 0;
    std::size_t busy = 0;
    for (std::size_t i = 0; i < 200; ++i) {
        REQUIRE(fixture.times_answered(i) == 1);
        ok += fixture.outcome(i).verdict == Verdict::Ok ? 1 : 0;
        busy += fixture.outcome(i).verdict == Verdict::Busy ? 1 : 0;
    }
    CHECK(ok == 68);
    CHECK(busy == 132);
    CHECK(fixture.engine.running() == 0);
    CHECK(fixture.engine.waiting() == 0);
}

TEST_CASE("a job whose deadline has passed is answered and not run") {
    EngineFixture fixture;
    const std::size_t job = fixture.begin(job_arrived(3000ms, 3000ms));
    REQUIRE(fixture.times_answered(job) == 1);
    const Outcome& outcome = fixture.outcome(job);
    CHECK(outcome.verdict == Verdict::Expired);
    CHECK(outcome.queued >= 3s);
    CHECK(outcome.message == "job expired after " + std::to_string(outcome.queued.count() / 1000) +
                                 " ms in the queue; it was not run");
    CHECK(outcome.language == "interpreted");
    CHECK_FALSE(outcome.run.has_value());
    CHECK(fixture.runner.steps.empty());
}

TEST_CASE("a job that waits is answered when its answer is due, not when its turn comes") {
    EngineFixture fixture;
    fixture.submit(EngineFixture::job());
    const std::size_t patient = fixture.submit(EngineFixture::job());
    const std::size_t late = fixture.submit(job_arrived(3000ms, 3000ms + kAnswerMargin / 2));
    fixture.settle();
    REQUIRE(fixture.times_answered(late) == 1);
    CHECK(fixture.outcome(late).verdict == Verdict::Expired);
    CHECK(fixture.times_answered(patient) == 0);
    CHECK(fixture.engine.waiting() == 1);
}

TEST_CASE("a job waits no longer than the first of its two deadlines") {
    EngineFixture fixture;
    fixture.submit(EngineFixture::job());
    Job patient = EngineFixture::job(), unanswerable = EngineFixture::job();
    patient.answer_by = Clock::time_point::max();  // its client does not wait; it runs late
    unanswerable.answer_by = Clock::now() - 1ms;   // it might run, for nobody
    Job no_time = EngineFixture::job();
    no_time.execute_by = Clock::now() - 1ms;
    const std::size_t stays = fixture.submit(std::move(patient));
    const std::size_t first = fixture.submit(std::move(unanswerable));
    const std::size_t second = fixture.submit(std::move(no_time));
    fixture.settle();
    REQUIRE((fixture.times_answered(first) == 1 && fixture.times_answered(second) == 1));
    CHECK(fixture.outcome(first).verdict == Verdict::Expired);
    CHECK(fixture.outcome(second).verdict == Verdict::Expired);
    CHECK(fixture.times_answered(stays) == 0);
}

TEST_CASE("an engine says how many jobs would begin at once, and how many more would wait") {
    EngineFixture fixture(3);
    fixture.runner.width_ = 2;
    CHECK(fixture.engine.all_places() == Places{2, 3});
    CHECK(fixture.engine.free_places() == Places{2, 3});
    fixture.runner.replaced = 1;
    CHECK(fixture.engine.free_places() == Places{1, 3});
    fixture.runner.replaced = 0;
    fixture.begin(EngineFixture::job());
    CHECK(fixture.engine.free_places() == Places{1, 3});
    for (int i = 0; i < 3; ++i) fixture.begin(EngineFixture::job());
    CHECK(fixture.engine.free_places() == Places{0, 1});
    fixture.runner.replaced = 2;  // all of them, with jobs that run in what was
    CHECK(fixture.engine.free_places() == Places{0, 1});
    fixture.runner.replaced = 0;
    CHECK(fixture.times_answered(fixture.submit(EngineFixture::job())) == 0);
    CHECK(fixture.engine.free_places() == Places{0, 0});
    CHECK(fixture.outcome(fixture.submit(EngineFixture::job())).verdict == Verdict::Busy);
    fixture.runner.finish(0, exited(0));
    fixture.settle();
    CHECK(fixture.engine.free_places() == Places{0, 1});
    CHECK(fixture.engine.all_places() == Places{2, 3});
}

TEST_CASE("an engine that ends has no place for anybody") {
    EngineFixture fixture;
    boost::asio::co_spawn(fixture.io, fixture.engine.drain(), boost::asio::detached);
    fixture.settle();
    CHECK(fixture.engine.free_places() == Places{0, 0});
}

TEST_CASE("draining takes no more jobs and completes when the last is answered") {
    EngineFixture fixture;
    const std::size_t running = fixture.begin(EngineFixture::job());
    const std::size_t waiting = fixture.begin(EngineFixture::job());
    bool drained = false;
    boost::asio::co_spawn(fixture.io, fixture.engine.drain(),
                          [&drained](const std::exception_ptr&) { drained = true; });
    fixture.settle();
    const std::size_t refused = fixture.submit(EngineFixture::job());
    CHECK(fixture.outcome(refused).verdict == Verdict::Busy);
    CHECK(fixture.outcome(refused).message == "this worker is stopping; send the job again");
    fixture.runner.finish(0, exited(0));
    fixture.settle();
    CHECK(fixture.times_answered(running) == 1);
    CHECK_FALSE(drained);
    fixture.runner.finish(1, exited(0));
    fixture.settle();
    CHECK(fixture.outcome(waiting).verdict == Verdict::Ok);
    CHECK(drained);
}

TEST_CASE("draining an idle engine completes at once") {
    EngineFixture fixture;
    bool drained = false;
    boost::asio::co_spawn(fixture.io, fixture.engine.drain(),
                          [&drained](const std::exception_ptr&) { drained = true; });
    fixture.settle();
    CHECK(drained);
}

TEST_CASE("stopping cancels what runs, what waits and what has not begun yet") {
    EngineFixture fixture;
    fixture.runner.width_ = 2;
    const std::size_t running = fixture.begin(EngineFixture::job());
    bool stopped = false;
    boost::asio::co_spawn(fixture.io, fixture.engine.stop(),
                          [&stopped](const std::exception_ptr&) { stopped = true; });
    // Taken before the stop gets its turn on the executor, and due to begin after it.
    const std::size_t not_begun = fixture.submit(EngineFixture::job());
    const std::size_t waiting = fixture.submit(EngineFixture::job());
    fixture.settle();
    CHECK(stopped);
    for (const std::size_t job : {running, not_begun, waiting}) {
        REQUIRE(fixture.times_answered(job) == 1);
        CHECK(fixture.outcome(job).verdict == Verdict::Cancelled);
        CHECK_FALSE(fixture.outcome(job).message.empty());
    }
    CHECK(fixture.outcome(running).run->cut);
    CHECK(fixture.runner.steps.size() == 1);
    CHECK_FALSE(fixture.outcome(waiting).run.has_value());
}

TEST_CASE("one job is cancelled by its id, whether it runs or waits, and the others go on") {
    EngineFixture fixture;
    const auto named = [&](const char* id) {
        Job job = EngineFixture::job();
        job.id = id;
        return fixture.begin(std::move(job));
    };
    const std::size_t running = named("a");
    const std::size_t waiting = named("b");
    const std::size_t twin = named("b");
    const std::size_t other = named("c");
    CHECK_FALSE(fixture.engine.cancel("nobody"));
    CHECK(fixture.engine.cancel("b"));
    fixture.settle();
    for (const std::size_t job : {waiting, twin}) {
        REQUIRE(fixture.times_answered(job) == 1);
        CHECK(fixture.outcome(job).verdict == Verdict::Cancelled);
        CHECK(fixture.outcome(job).message == "the job was cancelled before it ran");
        CHECK_FALSE(fixture.outcome(job).run.has_value());
    }
    CHECK(fixture.times_answered(running) == 0);
    CHECK(fixture.engine.cancel("a"));
    fixture.settle();
    REQUIRE(fixture.times_answered(running) == 1);
    CHECK(fixture.outcome(running).verdict == Verdict::Cancelled);
    CHECK(fixture.outcome(running).run->cut);
    REQUIRE(fixture.runner.steps.size() == 2);
    fixture.runner.finish(1, exited(0));
    fixture.settle();
    CHECK(fixture.outcome(other).verdict == Verdict::Ok);
    CHECK_FALSE(fixture.engine.cancel("a"));
}

TEST_CASE("a drain that is under way ends with a stop") {
    EngineFixture fixture;
    const std::size_t job = fixture.begin(EngineFixture::job());
    int completed = 0;
    const auto count = [&completed](const std::exception_ptr&) { ++completed; };
    boost::asio::co_spawn(fixture.io, fixture.engine.drain(), count);
    fixture.settle();
    boost::asio::co_spawn(fixture.io, fixture.engine.stop(), count);
    fixture.settle();
    CHECK(completed == 2);
    CHECK(fixture.outcome(job).verdict == Verdict::Cancelled);
}

TEST_CASE("an answer may submit the next job") {
    EngineFixture fixture;
    fixture.runner.script = [](const pool::StepSpec&) { return Answer(exited(0)); };
    std::size_t next = 0;
    fixture.engine.submit(EngineFixture::job(),
                          [&](const Outcome&) { next = fixture.submit(EngineFixture::job()); });
    fixture.settle();
    CHECK(fixture.outcome(next).verdict == Verdict::Ok);
}

}  // namespace
}  // namespace kiln::engine
