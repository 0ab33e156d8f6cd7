#include "messaging/front_desk.h"

#include <doctest/doctest.h>

#include "languages.h"
#include "messaging/codec/json_member.h"
#include "messaging/v1_routes.h"

namespace kiln::messaging {
namespace {

using namespace std::chrono_literals;

constexpr std::size_t kMaxPayload = 1u << 20;

struct Fixture {
    engine::Catalogue catalogue = two_languages();
    std::shared_ptr<LogBudget> refusals = std::make_shared<LogBudget>("left out", 2);
    FrontDesk desk{
        Intake(60s, RateLimit{}, CodeValidator(catalogue, Policy()), JobIds::make().value()),
        {"worker", {}},
        refusals};

    FrontDesk::Looked look_at(std::string payload, std::size_t max_payload = kMaxPayload) {
        return desk.look_at({std::make_shared<const Route>(compiler_route()), "_INBOX.x",
                             std::move(payload), std::nullopt, "", Clock::now()},
                            max_payload);
    }
};

TEST_CASE_FIXTURE(Fixture, "a good request is a job, and where its answer goes") {
    const auto looked = look_at(R"({"code":"cHJpbnQoMSk=","language":"py","id":"mine"})");
    CHECK_FALSE(looked.answer.has_value());
    REQUIRE(looked.job.has_value());
    CHECK(looked.job->code == "print(1)");
    CHECK(looked.pending.reply_to == "_INBOX.x");
    CHECK(looked.pending.id == "mine");
    CHECK(looked.pending.deadline == looked.job->answer_by);
    CHECK(looked.pending.reply().give_up == looked.job->answer_by + kAfterDeadline);
}

TEST_CASE_FIXTURE(Fixture, "what is no job is answered here, in words") {
    const auto looked = look_at("garbage");
    CHECK_FALSE(looked.job.has_value());
    REQUIRE(looked.answer.has_value());
    CHECK(looked.answer->subject == "_INBOX.x");
    CHECK(text_member(looked.answer->payload, "/result/verdict") == "rejected");
    CHECK(text_member(looked.answer->payload, "/result/worker") == "worker");
    CHECK(text_member(looked.answer->payload, "/result/id") == looked.pending.id);
    CHECK_FALSE(looked.pending.id.empty());
}

TEST_CASE_FIXTURE(Fixture, "an answer is no longer than the server takes") {
    const auto looked = look_at(R"({"code":"","language":")" + std::string(5000, 'x') + "\"}", 512);
    REQUIRE(looked.answer.has_value());
    CHECK(looked.answer->payload.size() <= 512);
}

TEST_CASE_FIXTURE(Fixture, "refusals are answered all, and logged as far as there is a budget") {
    for (int i = 0; i < 10; ++i) CHECK(look_at("x").answer.has_value());
    CHECK(refusals->take_left_out() >= 6);  // two lines a second, and this took two at most
}

}  // namespace
}  // namespace kiln::messaging
