#include "messaging/intake.h"

#include <doctest/doctest.h>

#include "languages.h"
#include "messaging/v1_routes.h"

namespace kiln::messaging {
namespace {

using namespace std::chrono_literals;
using Time = engine::Clock::time_point;

const Time kNow{500h};

struct Fixture {
    engine::Catalogue catalogue = two_languages();
    Intake intake{60s, RateLimit{2, 60s, 100}, CodeValidator(catalogue, Policy()),
                  JobIds::make().value()};
    const RoutePtr compiler = std::make_shared<const Route>(compiler_route());
    const RoutePtr problems = std::make_shared<const Route>(problems_route());

    Intake::Decision decide(std::string payload, RoutePtr route = nullptr,
                            std::optional<std::string> deadline = std::nullopt,
                            std::string client = "") {
        Inbound request;
        request.route = route ? std::move(route) : compiler;
        request.payload = std::move(payload);
        request.arrived = kNow;
        if (deadline) REQUIRE(request.headers.add("Kiln-Deadline-Ms", *deadline));
        if (!client.empty()) REQUIRE(request.headers.add("X-Client-IP", client));
        return intake.decide(request, kNow);
    }
    std::string error_of(const Intake::Decision& decision) {
        REQUIRE(decision.refusal.has_value());
        return decision.refusal->error;
    }
};

TEST_CASE_FIXTURE(Fixture, "a good request becomes a job with everything it brought") {
    const auto decision = decide(
        R"({"code":"cHJpbnQoMSk=","language":"Python","id":"mine","version":"3","stdin":"in",)"
        R"("args":["a"],"env":{"A":"1"},"files":[{"name":"f","content":"c"}],)"
        R"("limits":{"wall_ms":5},"compile_limits":{"cpu_ms":6}})");
    CHECK_FALSE(decision.refusal.has_value());
    const engine::Job& job = decision.job;
    CHECK(job.id == "mine");
    CHECK(job.language == "Python");
    CHECK(job.version == "3");
    CHECK(job.code == "print(1)");
    CHECK(job.stdin_bytes == "in");
    CHECK(job.args == std::vector<std::string>{"a"});
    CHECK(job.env.size() == 1);
    CHECK(job.files.size() == 1);
    CHECK(job.limits.wall_ms == 5);
    CHECK(job.compile_limits.cpu_ms == 6);
    CHECK(job.arrived == kNow);
    CHECK(job.answer_by == kNow + 14s);
    CHECK(job.execute_by == job.answer_by - engine::kAnswerMargin);
}

TEST_CASE_FIXTURE(Fixture, "empty code is a job like any other") {
    CHECK_FALSE(decide(R"({"code":"","language":"python"})").refusal.has_value());
    CHECK_FALSE(decide(R"({"language":"python"})").refusal.has_value());
}

TEST_CASE_FIXTURE(Fixture, "each route has its deadline, and a header may ask for another") {
    const std::string good = R"({"language":"py"})";
    CHECK(decide(good, problems).job.answer_by == kNow + 9700ms);
    CHECK(decide(good, problems, "2500").job.answer_by == kNow + 2500ms);
    CHECK(decide(good, compiler, "20000").job.answer_by == kNow + 20s);
    CHECK(decide(good, compiler, "600000").job.answer_by == kNow + 60s);
    CHECK(decide(good, compiler, "99999999999999999999").job.answer_by == kNow + 60s);
}

TEST_CASE_FIXTURE(Fixture, "a deadline that is no positive number is an error that names it") {
    for (const char* bad : {"", "0", "000", "-5", "+5", "5s", "1.5", " 5", "5 ", "abc"}) {
        CAPTURE(bad);
        CHECK(error_of(decide(R"({"language":"py"})", compiler, bad)).find("Kiln-Deadline-Ms") !=
              std::string::npos);
    }
}

TEST_CASE_FIXTURE(Fixture, "every decision has an id, made up where the request has none") {
    CHECK(decide("garbage").job.id.size() == 22);
    CHECK(decide(R"({"language":"py"})").job.id.size() == 22);
    CHECK(decide(R"({"id":"mine","code":"!"})").job.id == "mine");
    CHECK(decide(R"({"id":"mine","language":"none"})").job.id == "mine");
}

TEST_CASE_FIXTURE(Fixture, "what cannot become a job is refused with the text that says why") {
    CHECK(error_of(decide("")) == "invalid request: the message is empty");
    CHECK(error_of(decide(R"({"code":"!","language":"py"})")) ==
          "illegal base64 data at input byte 0");
    CHECK(error_of(decide("null")) == "unsupported language: ");
    CHECK(error_of(decide(R"({"language":"Cobol"})")) == "unsupported language: cobol");
    CHECK(error_of(decide(R"({"encoding":"text","language":"py","code":")" +
                          std::string(10'001, 'x') + R"("})")) ==
          "Code length exceeds maximum limit: Max length allowed is 10000");
}

TEST_CASE_FIXTURE(Fixture, "the rate limit comes first, is shared by all routes and bans") {
    const std::string good = R"({"language":"py"})";
    CHECK_FALSE(decide(good, compiler, {}, "1.1.1.1").refusal.has_value());
    CHECK_FALSE(decide(good, problems, {}, "1.1.1.1").refusal.has_value());
    CHECK(error_of(decide(good, compiler, {}, "1.1.1.1")) == "rate_limit_exceeded");
    CHECK(error_of(decide("garbage", compiler, {}, "1.1.1.1")) == "rate_limit_exceeded");
    CHECK_FALSE(decide(good, compiler, {}, "2.2.2.2").refusal.has_value());
    CHECK_FALSE(decide(good).refusal.has_value());
}

}  // namespace
}  // namespace kiln::messaging
