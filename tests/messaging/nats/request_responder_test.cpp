#include "messaging/nats/request_responder.h"

#include <doctest/doctest.h>

#include <vector>

namespace kiln::messaging {
namespace {

using namespace std::chrono_literals;
using engine::Verdict;

struct Fixture {
    std::vector<ReplyDraft> sent;
    std::shared_ptr<EndpointStats> stats = std::make_shared<EndpointStats>();
    std::shared_ptr<const PassableRequest> passable = std::make_shared<const PassableRequest>();
    RequestResponder responder{"_INBOX.a",
                               Clock::now() - 1s,
                               [this](ReplyDraft draft) { sent.push_back(std::move(draft)); },
                               {stats, passable}};

    static Answer answer(Verdict verdict) {
        Answer answer;
        answer.job_id = "job";
        answer.verdict = verdict;
        return answer;
    }
};

TEST_CASE_FIXTURE(Fixture, "a reply goes to the reply subject, and is counted with its time") {
    responder.reply(answer(Verdict::RuntimeError));
    REQUIRE(sent.size() == 1);
    CHECK(sent[0].reply.subject == "_INBOX.a");
    CHECK(sent[0].reply.job_id == "job");
    CHECK_FALSE(sent[0].reply.refusal);
    CHECK(sent[0].request == nullptr);
    CHECK(stats->counts().requests == 1);
    CHECK(stats->counts().errors == 0);
    CHECK(stats->counts().processing >= 1s);
}

TEST_CASE_FIXTURE(Fixture, "a refusal is an error, and so is a job that failed by our doing") {
    responder.refuse_for_ever(answer(Verdict::Rejected));
    CHECK(sent[0].reply.refusal);
    CHECK(stats->counts().errors == 1);
    responder.reply(answer(Verdict::InternalError));
    CHECK(stats->counts().errors == 2);
    CHECK(stats->counts().last_error == Verdict::InternalError);
}

TEST_CASE_FIXTURE(Fixture, "what another instance may have room for goes with the request") {
    Answer busy = answer(Verdict::Busy);
    busy.elsewhere_by = Clock::time_point(5s);
    responder.refuse_for_now(std::move(busy));
    REQUIRE(sent.size() == 1);
    CHECK(sent[0].request == passable);
    CHECK(sent[0].answer_by == Clock::time_point(5s));
}

TEST_CASE_FIXTURE(Fixture, "a refusal that would be the same elsewhere goes without it") {
    responder.refuse_for_now(answer(Verdict::Rejected));
    CHECK(sent[0].request == nullptr);
}

TEST_CASE_FIXTURE(Fixture, "a request whose job the engine has is let go") {
    responder.progress();
    CHECK(passable.use_count() == 1);
}

TEST_CASE("a request may be counted nowhere and passed on to nobody") {
    std::vector<ReplyDraft> sent;
    RequestResponder bare("_INBOX.a", Clock::now(),
                          [&](ReplyDraft draft) { sent.push_back(std::move(draft)); }, {});
    Answer busy = Fixture::answer(Verdict::Busy);
    busy.elsewhere_by = Clock::time_point(5s);
    bare.refuse_for_now(std::move(busy));
    REQUIRE(sent.size() == 1);
    CHECK(sent[0].request == nullptr);
}

}  // namespace
}  // namespace kiln::messaging
