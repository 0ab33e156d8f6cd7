#include "messaging/front_desk.h"

#include <doctest/doctest.h>

#include "fake_responder.h"
#include "languages.h"
#include "messaging/codec/json_member.h"
#include "messaging/v1_routes.h"

namespace kiln::messaging {
namespace {

using namespace std::chrono_literals;

using Calls = std::vector<std::string>;

struct Fixture {
    engine::Catalogue catalogue = two_languages();
    std::shared_ptr<LogBudget> refusals = std::make_shared<LogBudget>("left out", 2);
    FrontDesk desk{Intake(60s, RateLimit{1, 60s, 8}, CodeValidator(catalogue, Policy()),
                          JobIds::make().value()),
                   {"worker", {}},
                   refusals};
    std::shared_ptr<Told> told = std::make_shared<Told>();

    std::optional<Accepted> look_at(std::string payload, std::size_t max_bytes = 1u << 20) {
        return desk.look_at(inbound(compiler_route(), std::move(payload), told, max_bytes));
    }
};

TEST_CASE_FIXTURE(Fixture, "a good request is a job, and its source's way to be answered") {
    auto accepted = look_at(R"({"code":"cHJpbnQoMSk=","language":"py","id":"mine"})");
    CHECK(told->calls.empty());
    REQUIRE(accepted.has_value());
    CHECK(accepted->job.code == "print(1)");
    CHECK(answer_to(accepted->job, {}).job_id == "mine");
    CHECK(answer_to(accepted->job, {}).give_up == accepted->job.answer_by + kAfterDeadline);
    accepted->responder->progress();
    CHECK(told->calls == Calls{"progress"});
}

TEST_CASE_FIXTURE(Fixture, "what is no job is answered here, in words") {
    CHECK_FALSE(look_at("garbage").has_value());
    CHECK(told->calls == Calls{"refuse for ever"});
    CHECK(text_member(told->text, "/result/verdict") == "rejected");
    CHECK(text_member(told->text, "/result/worker") == "worker");
    CHECK(text_member(told->text, "/result/id") == told->answer.job_id);
    CHECK_FALSE(told->answer.job_id.empty());
    CHECK(told->answer.give_up > Clock::now() + 18s);
}

TEST_CASE_FIXTURE(Fixture, "what is refused is counted by its reason, and a job is not") {
    CHECK_FALSE(look_at("garbage").has_value());
    CHECK_FALSE(look_at(R"({"code":"x","language":"cobol"})").has_value());
    CHECK(look_at(R"({"code":"cHJpbnQoMSk=","language":"py"})").has_value());
    const RefusalCounts::Totals totals = desk.refused().totals();
    for (std::size_t i = 0; i < totals.size(); ++i) {
        const std::string_view reason = RefusalCounts::kReasons[i];
        CHECK(totals[i] == (reason == "invalid_request" || reason == "base64" ? 1 : 0));
    }
}

TEST_CASE_FIXTURE(Fixture,
                  "the trace that a request belongs to goes with it, and with its answer") {
    const std::string parent = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";
    for (const char* body : {R"({"code":"","language":"py"})", "garbage"}) {
        Inbound request = inbound(compiler_route(), body, told);
        REQUIRE(request.headers.add(kTraceHeader, parent));
        const auto accepted = desk.look_at(std::move(request));
        CHECK((accepted ? accepted->trace.parent : told->answer.trace.parent) == parent);
    }
}

TEST_CASE_FIXTURE(Fixture, "a client over its rate is refused for now only") {
    for (const char* call : {"", "refuse for now"}) {
        Inbound request = inbound(compiler_route(), R"({"language":"py"})", told);
        REQUIRE(request.headers.add("X-Client-IP", "1.1.1.1"));
        CHECK(desk.look_at(std::move(request)).has_value() == (*call == '\0'));
    }
    CHECK(told->calls == Calls{"refuse for now"});
    CHECK(text_member(told->text, "/error") == "rate_limit_exceeded");
}

TEST_CASE_FIXTURE(Fixture, "an answer is no longer than its source takes") {
    CHECK_FALSE(look_at(R"({"code":"","language":")" + std::string(5000, 'x') + "\"}", 512));
    CHECK(told->text.size() <= 512);
    CHECK_FALSE(told->text.empty());
}

TEST_CASE_FIXTURE(Fixture, "refusals are answered all, and logged as far as there is a budget") {
    for (int i = 0; i < 10; ++i) CHECK_FALSE(look_at("x").has_value());
    CHECK(told->calls.size() == 10);
    CHECK(refusals->take_left_out() >= 6);  // two lines a second, and this took two at most
}

}  // namespace
}  // namespace kiln::messaging
