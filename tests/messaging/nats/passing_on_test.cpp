#include "messaging/nats/passing_on.h"

#include <doctest/doctest.h>

#include "messaging/v1_routes.h"

namespace kiln::messaging {
namespace {

using namespace std::chrono_literals;
using Strings = std::vector<std::string>;

// A server that takes what it is given, and notes it.
struct Fixture {
    Clock::time_point now{};
    bool takes = true;
    Strings written;  // payloads
    Strings tokens;
    Strings answered;  // job ids; "?" behind those that may be a second answer
    RoutePtr compiler = std::make_shared<const Route>(compiler_route());
    RoutePtr problems = std::make_shared<const Route>(problems_route());
    std::unique_ptr<PassingOn> passing = made({});

    std::unique_ptr<PassingOn> made(PassingOn::Bounds bounds) {
        PassingOn::Tools tools;
        tools.unguessable = [this] { return "t" + std::to_string(tokens.size()); };
        tools.write = [this](const ReplyDraft& draft, const std::string& token) {
            if (!takes) return false;
            written.push_back(draft.request->payload);
            tokens.push_back(token);
            return true;
        };
        tools.answer = [this](const ReplyDraft& draft, PassingOn::Sure sure) {
            answered.push_back(draft.reply.job_id + (sure == PassingOn::Sure::No ? "?" : ""));
        };
        return std::make_unique<PassingOn>(bounds, std::move(tools));
    }
    bool take(const std::string& id, RoutePtr route = nullptr) {
        ReplyDraft draft;
        draft.reply.job_id = id;
        draft.request = std::make_shared<const PassableRequest>(
            PassableRequest{route ? route : compiler, "body of " + id, {}});
        const bool taken = passing->take(draft, now);
        CHECK(taken == (draft.request == nullptr));
        return taken;
    }
    // The server has dealt with all that was written so far.
    void confirm() {
        const auto number = passing->unconfirmed();
        REQUIRE(number.has_value());
        passing->confirmed(*number, now);
    }
    // As after the first request that went well.
    void prove() {
        REQUIRE(take("first"));
        confirm();
        now = *passing->next_wake();
        passing->wake(now);
        REQUIRE(passing->settled());
    }
};

TEST_CASE_FIXTURE(Fixture,
                  "a request that another instance has is forgotten with the sign behind it") {
    prove();
    REQUIRE(take("a"));
    CHECK(written.back() == "body of a");
    CHECK_FALSE(passing->settled());
    confirm();
    CHECK(passing->settled());
    CHECK_FALSE(passing->unconfirmed().has_value());
    CHECK(answered.empty());
    CHECK(passing->passed() == 2);
}

TEST_CASE_FIXTURE(Fixture, "a request that nobody takes is answered, once") {
    REQUIRE(take("a"));
    CHECK(passing->nobody_listened(tokens.back(), now));
    CHECK(answered == Strings{"a"});
    CHECK_FALSE(passing->nobody_listened(tokens.back(), now));
    CHECK(passing->settled());
    CHECK(passing->passed() == 0);
}

TEST_CASE_FIXTURE(Fixture, "an instance that is alone tries again after a while, on that subject") {
    REQUIRE(take("a"));
    REQUIRE(passing->nobody_listened(tokens.back(), now));
    CHECK_FALSE(take("b"));
    CHECK_FALSE(passing->open(compiler->subject, now + 499ms));
    CHECK(take("c", problems));
    now += 500ms;
    CHECK(take("d"));
    CHECK(answered == Strings{"a"});
}

TEST_CASE_FIXTURE(Fixture, "a token that is none of a probe's is left to others") {
    REQUIRE(take("a"));
    CHECK_FALSE(passing->nobody_listened("other", now));
    CHECK(answered.empty());
}

TEST_CASE_FIXTURE(Fixture, "what the server does not take is not passed on") {
    takes = false;
    CHECK_FALSE(take("a"));
    CHECK(passing->settled());
    CHECK(answered.empty());
}

TEST_CASE_FIXTURE(Fixture, "what does not fit, in number or in bytes, is not passed on") {
    passing = made({1u << 20, 2});
    CHECK(take("a"));
    CHECK(take("b"));
    CHECK_FALSE(take("c"));
    passing = made({10, 100});
    CHECK_FALSE(take("d"));
}

TEST_CASE_FIXTURE(Fixture, "room comes back when a request is forgotten") {
    passing = made({1u << 20, 1});
    prove();
    REQUIRE(take("a"));
    CHECK_FALSE(take("b"));
    confirm();
    CHECK(take("b"));
    REQUIRE(passing->nobody_listened(tokens.back(), now));
    now += 1s;
    CHECK(take("c"));
}

TEST_CASE_FIXTURE(Fixture,
                  "a subject that we may not publish on is left alone, and all is answered") {
    REQUIRE(take("a"));
    REQUIRE(take("b"));
    REQUIRE(take("c", problems));
    confirm();
    CHECK_FALSE(passing->settled());  // the error comes later than the sign
    passing->refused(compiler->subject);
    CHECK(answered == Strings{"a", "b"});
    now += 1h;
    CHECK_FALSE(take("d"));
    CHECK(take("e", problems));
}

TEST_CASE_FIXTURE(Fixture, "the next connection may allow what the last one did not") {
    passing->refused(compiler->subject);
    passing->connection_down();
    CHECK(take("a"));
}

TEST_CASE_FIXTURE(Fixture,
                  "until it is known that we may publish, a request is kept a moment longer") {
    REQUIRE(take("a"));
    CHECK_FALSE(passing->next_wake().has_value());
    confirm();
    CHECK(passing->next_wake() == now + 100ms);
    passing->wake(now + 99ms);
    CHECK_FALSE(passing->settled());
    passing->wake(now + 100ms);
    CHECK(passing->settled());
    CHECK_FALSE(passing->next_wake().has_value());
}

TEST_CASE_FIXTURE(Fixture, "a sign speaks only for what was written before it") {
    prove();
    REQUIRE(take("a"));
    const auto asked = passing->unconfirmed();
    REQUIRE(take("b"));
    passing->confirmed(*asked, now);
    CHECK_FALSE(passing->settled());
    REQUIRE(passing->nobody_listened(tokens.back(), now));
    CHECK(answered == Strings{"b"});
    CHECK(passing->settled());
}

TEST_CASE_FIXTURE(Fixture,
                  "what a lost connection leaves open is answered as perhaps the second answer") {
    prove();
    REQUIRE(take("a"));
    REQUIRE(take("b"));
    passing->connection_down();
    CHECK(answered == Strings{"a?", "b?"});
    CHECK(passing->settled());
    CHECK_FALSE(passing->nobody_listened(tokens.back(), now));
}

}  // namespace
}  // namespace kiln::messaging
