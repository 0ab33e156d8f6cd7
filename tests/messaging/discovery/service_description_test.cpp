#include "messaging/discovery/service_description.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <set>
#include <thread>

#include "messaging/codec/json_member.h"
#include "messaging/v1_routes.h"

namespace kiln::messaging {
namespace {

using namespace std::chrono_literals;
using engine::Verdict;

struct Fixture {
    Routes routes{std::make_shared<const Route>(compiler_route()),
                  std::make_shared<const Route>(problems_route())};
    ServiceDescription service{
        {"ID1", "1.2.3", "a \"worker\"", std::chrono::system_clock::time_point(1s)}, routes};

    std::optional<std::string> text(Question question, std::string_view pointer) {
        return text_member(service.answer(question), pointer);
    }
    std::optional<std::int64_t> number(std::string_view pointer) {
        return number_member(service.answer(Question::Stats), pointer);
    }
};

TEST_CASE_FIXTURE(Fixture, "the nine subjects are of all services, of this one, of this instance") {
    std::set<std::string> subjects;
    for (const auto& each : service.subjects()) subjects.insert(each.subject);
    CHECK(subjects == std::set<std::string>{"$SRV.PING", "$SRV.PING.kiln", "$SRV.PING.kiln.ID1",
                                            "$SRV.INFO", "$SRV.INFO.kiln", "$SRV.INFO.kiln.ID1",
                                            "$SRV.STATS", "$SRV.STATS.kiln",
                                            "$SRV.STATS.kiln.ID1"});
    for (const auto& each : service.subjects()) {
        const bool stats = each.subject.starts_with("$SRV.STATS");
        CHECK((each.question == Question::Stats) == stats);
    }
}

TEST_CASE_FIXTURE(Fixture, "every answer says who answers, and of which kind it is") {
    const std::pair<Question, const char*> kinds[] = {
        {Question::Ping, "ping"}, {Question::Info, "info"}, {Question::Stats, "stats"}};
    for (const auto& [question, word] : kinds) {
        CHECK(text(question, "/name") == "kiln");
        CHECK(text(question, "/id") == "ID1");
        CHECK(text(question, "/version") == "1.2.3");
        CHECK(text(question, "/metadata/worker") == "a \"worker\"");
        CHECK(text(question, "/type") == "io.nats.micro.v1." + std::string(word) + "_response");
    }
}

TEST_CASE_FIXTURE(Fixture, "each route is an endpoint, in its own words") {
    for (const Question question : {Question::Info, Question::Stats}) {
        CHECK(text(question, "/endpoints/0/name") == "compiler-execute-request");
        CHECK(text(question, "/endpoints/0/subject") == kCompilerSubject);
        CHECK(text(question, "/endpoints/1/subject") == kProblemsSubject);
        CHECK(text(question, "/endpoints/1/queue_group") == kQueueGroup);
        CHECK_FALSE(text(question, "/endpoints/2/name"));
    }
    CHECK(text(Question::Info, "/endpoints/0/metadata/most_code_bytes") == "10000");
    CHECK_FALSE(text(Question::Info, "/endpoints/1/metadata/most_code_bytes"));
    CHECK(text(Question::Info, "/endpoints/1/metadata/deadline_ms") == "9700");
    CHECK_FALSE(text(Question::Info, "/description")->empty());
}

TEST_CASE("without routes there are no endpoints, and that is a list, too") {
    const ServiceDescription service({"i", "1.0.0", "w", {}}, {});
    for (const Question question : {Question::Info, Question::Stats})
        CHECK(service.answer(question).find("\"endpoints\":[]") != std::string::npos);
}

TEST_CASE_FIXTURE(Fixture, "statistics begin with zeros and an empty error") {
    CHECK(text(Question::Stats, "/started") == "1970-01-01T00:00:01.000000Z");
    for (const char* key :
         {"num_requests", "num_errors", "processing_time", "average_processing_time"})
        CHECK(number("/endpoints/0/" + std::string(key)) == 0);
    CHECK(text(Question::Stats, "/endpoints/0/last_error") == "");
}

TEST_CASE_FIXTURE(Fixture, "answers are counted where they belong, in whole nanoseconds") {
    const auto stats = service.stats_of(routes[1]);
    stats->count(10ns, std::nullopt);
    stats->count(15ns, Verdict::Busy);
    CHECK(number("/endpoints/1/num_requests") == 2);
    CHECK(number("/endpoints/1/num_errors") == 1);
    CHECK(number("/endpoints/1/processing_time") == 25);
    CHECK(number("/endpoints/1/average_processing_time") == 12);
    CHECK(text(Question::Stats, "/endpoints/1/last_error") == "503:busy");
    CHECK(number("/endpoints/0/num_requests") == 0);
    stats->count(1ns, Verdict::Rejected);
    stats->count(1ns, std::nullopt);
    CHECK(text(Question::Stats, "/endpoints/1/last_error") == "400:rejected");
}

TEST_CASE_FIXTURE(Fixture, "a route that it was not made with is counted nowhere") {
    CHECK(service.stats_of(std::make_shared<const Route>(compiler_route())) == nullptr);
}

TEST_CASE("threads that count together lose nothing") {
    EndpointStats stats;
    std::thread other([&] {
        for (int i = 0; i < 10'000; ++i) stats.count(1ns, Verdict::Expired);
    });
    for (int i = 0; i < 10'000; ++i) stats.count(2ns, std::nullopt);
    other.join();
    CHECK(stats.counts().requests == 20'000);
    CHECK(stats.counts().errors == 10'000);
    CHECK(stats.counts().processing == 30'000ns);
}

TEST_CASE("an endpoint's name has letters, digits, dashes and underscores only") {
    CHECK(endpoint_name("compiler.execute.request") == "compiler-execute-request");
    CHECK(endpoint_name("a_b.*.C9.>") == "a_b-_-C9-_");
    CHECK(endpoint_name("x/\xc3\xa9") == "x___");
}

TEST_CASE("times are UTC, with six digits of the second") {
    CHECK(rfc3339(std::chrono::system_clock::time_point(1'790'000'000s + 42us)) ==
          "2026-09-21T14:13:20.000042Z");
}

}  // namespace
}  // namespace kiln::messaging
