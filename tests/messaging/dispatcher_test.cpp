#include "messaging/dispatcher.h"

#include <doctest/doctest.h>

#include "fake_responder.h"
#include "messaging/codec/json_member.h"
#include "messaging/reception.h"
#include "messaging/v1_routes.h"
#include "tests/engine/engine_fixture.h"

// The whole way of a request, from a source that is made up to an engine whose steps are, and back.
namespace kiln::messaging {
namespace {

using namespace std::chrono_literals;
using engine::exited;
using Calls = std::vector<std::string>;

struct Fixture {
    engine::EngineFixture below{1};  // one container, one place in the queue
    std::shared_ptr<LogBudget> refusals = std::make_shared<LogBudget>("left out", 2);
    std::shared_ptr<FrontDesk> desk = std::make_shared<FrontDesk>(
        Intake(60s, RateLimit{}, CodeValidator(below.catalogue, Policy()), JobIds::make().value()),
        FrontDesk::About{"worker", {}}, refusals);
    std::shared_ptr<Dispatcher> dispatcher =
        std::make_shared<Dispatcher>(below.io.get_executor(), below.engine, "worker", refusals);
    Receive receive = make_receive(desk, dispatcher);

    static constexpr const char* kGood = R"({"id":"mine","code":"","language":"interpreted"})";

    std::shared_ptr<Told> bring(std::string payload, Route route = compiler_route()) {
        auto told = std::make_shared<Told>();
        const Reception reception = receive(inbound(std::move(route), std::move(payload), told));
        CHECK((reception.bytes > 0) == static_cast<bool>(reception.work));
        if (reception.work) reception.work();
        below.settle();
        return told;
    }
    std::shared_ptr<std::optional<bool>> wait_until_idle(Clock::time_point until) {
        auto idle = std::make_shared<std::optional<bool>>();
        boost::asio::co_spawn(below.io, dispatcher->wait_until_idle(until),
                              [idle](const std::exception_ptr&, bool was) { *idle = was; });
        below.settle();
        return idle;
    }
};

TEST_CASE_FIXTURE(Fixture, "a request becomes a job, and its source hears of it and of what came") {
    const auto told = bring(kGood);
    CHECK(told->calls == Calls{"progress"});
    CHECK(dispatcher->outstanding() == 1);
    below.runner.finish(0, exited(0));
    below.settle();
    CHECK(told->calls == Calls{"progress", "reply"});
    CHECK(text_member(told->text, "/result/id") == "mine");
    CHECK(text_member(told->text, "/result/verdict") == "ok");
    CHECK(text_member(told->text, "/result/worker") == "worker");
    CHECK(told->answer.job_id == "mine");
    CHECK(told->answer.bytes > 0);
    CHECK(dispatcher->outstanding() == 0);
}

TEST_CASE_FIXTURE(Fixture, "each route's deadline is that of its jobs") {
    Route slow = problems_route();
    slow.deadline = 40s;
    const auto told = bring(kGood, slow);
    below.runner.finish(0, exited(0));
    below.settle();
    CHECK(told->answer.give_up > Clock::now() + 40s);
    CHECK(told->answer.give_up <= Clock::now() + 45s);
}

TEST_CASE_FIXTURE(Fixture, "what is no job never reaches the engine") {
    const auto told = bring("garbage");
    CHECK(told->calls == Calls{"refuse for ever"});
    CHECK(dispatcher->outstanding() == 0);
    CHECK(below.runner.steps.empty());
}

TEST_CASE_FIXTURE(Fixture, "a full engine refuses for now, one that never will for ever") {
    const auto first = bring(kGood), second = bring(kGood), third = bring(kGood);
    CHECK(below.engine.free_places() == engine::Places{0, 0});
    CHECK(third->calls == Calls{"refuse for now"});
    CHECK(text_member(third->text, "/result/verdict") == "busy");
    CHECK(third->answer.verdict == engine::Verdict::Busy);
    REQUIRE(third->answer.elsewhere_by.has_value());
    CHECK(*third->answer.elsewhere_by == third->answer.give_up - kAfterDeadline);
    const auto hopeless = bring(R"({"language":"interpreted","args":["\u0000"]})");
    CHECK(hopeless->calls == Calls{"refuse for ever"});
    CHECK(text_member(hopeless->text, "/result/verdict") == "rejected");
    CHECK_FALSE(hopeless->answer.elsewhere_by.has_value());
    CHECK(dispatcher->outstanding() == 2);
}

TEST_CASE_FIXTURE(Fixture, "trouble before anything was run is a refusal for now") {
    const auto told = bring(kGood);
    below.runner.finish(0, pool::errno_error(EPIPE, "talk to the agent"));
    below.settle();
    CHECK(told->calls == Calls{"progress", "refuse for now"});
    CHECK(text_member(told->text, "/result/verdict") == "internal_error");
    CHECK_FALSE(told->answer.elsewhere_by.has_value());
}

TEST_CASE_FIXTURE(Fixture, "a job that was not begun for what it asks is refused for ever") {
    const auto told = bring(kGood);
    below.runner.finish(0, engine::not_begun(pool::NotBegun::Why::Command, E2BIG));
    below.settle();
    CHECK(told->calls == Calls{"progress", "refuse for ever"});
}

TEST_CASE_FIXTURE(Fixture, "whoever waits for the last answer is told, or that it did not come") {
    CHECK(**wait_until_idle(Clock::now()));
    const auto told = bring(kGood);
    const auto late = wait_until_idle(Clock::now() - 1ms);
    REQUIRE(late->has_value());
    CHECK_FALSE(**late);
    const auto idle = wait_until_idle(Clock::now() + 1h);
    CHECK_FALSE(idle->has_value());
    below.runner.finish(0, exited(0));
    below.settle();
    REQUIRE(idle->has_value());
    CHECK(**idle);
    CHECK(told->calls.back() == "reply");
}

TEST_CASE_FIXTURE(Fixture, "work whose dispatcher is gone does nothing") {
    auto told = std::make_shared<Told>();
    const Reception reception = receive(inbound(compiler_route(), kGood, told));
    REQUIRE(reception.work);
    dispatcher.reset();
    reception.work();
    below.settle();
    CHECK(told->calls.empty());
    CHECK(below.runner.steps.empty());
}

}  // namespace
}  // namespace kiln::messaging
