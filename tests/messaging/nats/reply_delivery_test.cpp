#include "messaging/nats/reply_delivery.h"

#include <doctest/doctest.h>

#include <set>
#include <vector>

namespace kiln::messaging {
namespace {

using namespace std::chrono_literals;
using Time = Clock::time_point;

class FakeWire final : public ReplyWire {
  public:
    struct Message {
        std::string subject;
        std::string token;
        std::string payload;
        std::string id;
        std::string traceparent;
    };

    Written write(const WireReply& reply) override {
        if (reply.payload.size() > largest) return Written::TooLarge;
        if (!works) return Written::No;
        messages.push_back({reply.subject, reply.token, std::string(reply.payload),
                            reply.message_id, reply.traceparent});
        return Written::Yes;
    }
    [[nodiscard]] std::uint64_t connections() const override { return connection; }

    bool works = true;
    std::uint64_t connection = 1;
    std::size_t largest = 1u << 20;
    std::vector<Message> messages;
};

// A connection that has been up for an hour at `now`.
struct Fixture {
    FakeWire wire;
    int words = 0;
    std::vector<std::string> given_up;
    ReplyDelivery delivery{wire,
                           {100'000, 100},
                           {[this] { return "word" + std::to_string(++words); },
                            [this](const OutboundReply& reply, std::string_view reason) {
                                given_up.push_back(reply.job_id + ": " + std::string(reason));
                            }}};
    Time now{1000h};

    Fixture() { delivery.connection_up(now - 1h); }
    static OutboundReply reply(std::string payload, Time arrived) {
        return {"client", std::move(payload), arrived, arrived + 15s, "job", "trace", false};
    }
    void wake_at_next() {
        REQUIRE(delivery.next_wake().has_value());
        now = *delivery.next_wake();
        delivery.wake(now);
    }
    void reconnect() {
        delivery.connection_down();
        ++wire.connection;
        delivery.connection_up(now);
    }
    void confirm() {
        REQUIRE(delivery.unconfirmed().has_value());
        delivery.confirmed(*delivery.unconfirmed());
    }
    const FakeWire::Message& last() const { return wire.messages.back(); }
};

TEST_CASE_FIXTURE(Fixture, "a reply on a settled connection is one plain publish, then forgotten") {
    delivery.send(reply("hello", now), now);
    REQUIRE(wire.messages.size() == 1);
    CHECK(last().subject == "client");
    CHECK(last().payload == "hello");
    CHECK(last().token.empty());
    CHECK(last().id.empty());
    CHECK_FALSE(delivery.settled());
    CHECK_FALSE(delivery.next_wake().has_value());
    confirm();
    CHECK(delivery.settled());
    CHECK(delivery.kept() == 0);
    CHECK_FALSE(delivery.unconfirmed().has_value());
    CHECK(wire.messages.size() == 1);
}

TEST_CASE_FIXTURE(Fixture, "a reply that may be the second has a message id from the first") {
    OutboundReply second = reply("hello", now);
    second.maybe_second = true;
    delivery.send(std::move(second), now);
    const std::string id = last().id;
    CHECK_FALSE(id.empty());
    reconnect();
    REQUIRE(wire.messages.size() == 2);
    CHECK(last().id == id);
    delivery.send(reply("other", now), now);
    CHECK(last().id.empty());
}

TEST_CASE_FIXTURE(Fixture, "a sign speaks for what was written before it was asked for, only") {
    delivery.send(reply("1", now), now);
    delivery.send(reply("2", now), now);
    const auto asked = delivery.unconfirmed();
    delivery.send(reply("3", now), now);
    delivery.confirmed(*asked);
    CHECK(delivery.kept() == 1);
    reconnect();
    REQUIRE(wire.messages.size() == 4);
    CHECK(last().payload == "3");
}

TEST_CASE_FIXTURE(Fixture, "what was not confirmed is written again with one message id each") {
    delivery.send(reply("a", now), now);
    delivery.send(reply("b", now), now);
    reconnect();
    reconnect();
    REQUIRE(wire.messages.size() == 6);
    CHECK(wire.messages[2].payload == "a");
    CHECK(wire.messages[3].payload == "b");
    CHECK(wire.messages[2].id == wire.messages[4].id);
    CHECK(wire.messages[3].id == wire.messages[5].id);
    CHECK(wire.messages[2].id != wire.messages[3].id);
    CHECK_FALSE(wire.messages[2].id.empty());
    CHECK(delivery.counts().retried == 4);
    confirm();
    CHECK(delivery.settled());
}

TEST_CASE_FIXTURE(Fixture, "a sign that was asked for on an earlier connection confirms nothing") {
    delivery.send(reply("lost", now), now);
    const auto asked = delivery.unconfirmed();
    reconnect();
    delivery.confirmed(*asked);
    CHECK_FALSE(delivery.settled());
    ++wire.connection;  // lost again, and nobody has told us yet
    CHECK_FALSE(delivery.unconfirmed().has_value());
}

TEST_CASE_FIXTURE(Fixture, "a connection that was replaced unseen is noticed by the next reply") {
    delivery.send(reply("before", now), now);
    ++wire.connection;
    delivery.send(reply("after", now), now);
    CHECK(wire.messages.size() == 1);
    delivery.connection_up(now);
    REQUIRE(wire.messages.size() == 3);
    CHECK(wire.messages[1].payload == "before");
    CHECK_FALSE(wire.messages[1].id.empty());
    CHECK(wire.messages[2].payload == "after");
    CHECK(wire.messages[2].id.empty());
}

TEST_CASE_FIXTURE(Fixture, "a job from before a reconnect gets its reply checked, not marked") {
    const Time arrived = now;
    now += 2s;
    reconnect();
    now += 10s;
    delivery.send(reply("late", arrived), now);
    REQUIRE(wire.messages.size() == 1);
    CHECK_FALSE(last().token.empty());
    CHECK(last().id.empty());
    confirm();  // and no word before it: somebody listened
    CHECK(delivery.settled());
    CHECK(delivery.counts().undeliverable == 0);
}

TEST_CASE_FIXTURE(Fixture, "a reply that nobody listened to is tried again until somebody does") {
    const Time arrived = now;
    reconnect();
    delivery.send(reply("r", arrived), now);
    std::set<std::string> tokens;
    const std::vector<Clock::duration> waits{100ms, 200ms, 400ms, 800ms, 800ms, 800ms};
    for (std::size_t i = 0; i < waits.size(); ++i) {
        REQUIRE(wire.messages.size() == i + 1);
        CHECK(tokens.insert(last().token).second);
        delivery.nobody_listened(last().token, now);
        confirm();
        CHECK_FALSE(delivery.settled());
        CHECK(delivery.next_wake() == now + waits[i]);
        wake_at_next();
    }
    CHECK(wire.messages.size() == waits.size() + 1);
    CHECK(last().id == wire.messages[1].id);
    confirm();
    CHECK(delivery.settled());
    CHECK(delivery.counts().retried == waits.size());
    CHECK(delivery.counts().undeliverable == 0);
}

TEST_CASE_FIXTURE(Fixture,
                  "a token speaks for one attempt of one reply, and no other word counts") {
    reconnect();
    delivery.send(reply("a", now), now);
    delivery.send(reply("b", now), now);
    const std::string first = wire.messages[0].token;
    CHECK(first != wire.messages[1].token);
    delivery.nobody_listened(first, now);
    wake_at_next();
    REQUIRE(wire.messages.size() == 3);
    CHECK(last().payload == "a");
    for (const std::string& word : {first, std::string(), std::string("word"), first + "0"})
        delivery.nobody_listened(word, now);
    CHECK_FALSE(delivery.next_wake().has_value());
    confirm();
    CHECK(delivery.settled());
    delivery.nobody_listened(wire.messages[1].token, now);  // too late: forgotten
    CHECK(delivery.settled());
}

TEST_CASE_FIXTURE(Fixture, "a reply that nobody wants is given up at its time, and told") {
    const Time arrived = now;
    reconnect();
    delivery.send(reply("r", arrived), now);
    while (!delivery.settled()) {
        if (delivery.unconfirmed()) {
            delivery.nobody_listened(last().token, now);
            confirm();
        }
        wake_at_next();
        REQUIRE(now <= arrived + 15s);
        if (delivery.settled()) break;
    }
    CHECK(now == arrived + 15s);
    CHECK(delivery.counts().undeliverable == 1);
    CHECK(given_up == std::vector<std::string>{"job: nobody listened"});
    CHECK(wire.messages.size() < 30);
}

TEST_CASE_FIXTURE(Fixture, "without a connection replies wait for one, and then for their end") {
    delivery.connection_down();
    wire.works = false;
    delivery.send(reply("a", now), now);
    delivery.send(reply("b", now - 10s), now);
    CHECK(wire.messages.empty());
    CHECK(delivery.next_wake() == now + 5s);
    wake_at_next();  // b is over
    CHECK(given_up == std::vector<std::string>{"job: not connected"});
    wire.works = true;
    ++wire.connection;
    delivery.connection_up(now);
    REQUIRE(wire.messages.size() == 1);
    CHECK(last().payload == "a");
    CHECK(last().id.empty());
}

TEST_CASE_FIXTURE(Fixture, "a write that fails is tried again, also without a lost connection") {
    wire.works = false;
    delivery.send(reply("r", now), now);
    CHECK(delivery.next_wake() == now + 100ms);
    wire.works = true;
    wake_at_next();
    REQUIRE(wire.messages.size() == 1);
    CHECK(last().id.empty());  // nothing was written before
    confirm();
    CHECK(delivery.settled());
}

TEST_CASE_FIXTURE(Fixture, "a request that came right after a reconnect is answered with a check") {
    reconnect();
    delivery.send(reply("r", now + 500ms), now + 500ms);
    CHECK_FALSE(last().token.empty());
    delivery.send(reply("s", now + 1s), now + 1s);
    CHECK(last().token.empty());
}

TEST_CASE_FIXTURE(Fixture,
                  "a reply that the server finds too large gives way to one that says so") {
    wire.largest = 200;
    delivery.send(reply(std::string(500, 'x'), now), now);
    REQUIRE(wire.messages.size() == 1);
    CHECK(last().payload.find("too large") != std::string::npos);
    reconnect();
    delivery.send(reply(std::string(500, 'x'), now - 1ms), now);
    REQUIRE(wire.messages.size() == 3);
    CHECK(last().payload.find("too large") != std::string::npos);
    confirm();
    CHECK(delivery.settled());
    CHECK(delivery.counts().undeliverable == 0);
}

TEST_CASE_FIXTURE(Fixture,
                  "what is kept is bounded in bytes: written replies are forgotten first") {
    for (int i = 0; i < 50; ++i) delivery.send(reply(std::string(10'000, 'p'), now), now);
    CHECK(wire.messages.size() == 50);
    CHECK(delivery.kept() < 10);
    CHECK(delivery.counts().undeliverable == 0);
    delivery.connection_down();
    for (int i = 0; i < 50; ++i) delivery.send(reply(std::string(10'000, 'h'), now), now);
    CHECK(delivery.kept() < 10);
    CHECK(delivery.counts().undeliverable == 50);
    wake_at_next();
    CHECK(delivery.settled());
}

TEST_CASE_FIXTURE(Fixture, "what is kept is bounded in number, and one more gets one try") {
    for (int i = 0; i < 1000; ++i) delivery.send(reply("p", now), now);
    CHECK(wire.messages.size() == 1000);
    CHECK(delivery.kept() == 100);
    reconnect();
    CHECK(wire.messages.size() == 1100);
    for (std::size_t i = 1000; i < 1100; ++i) delivery.nobody_listened(wire.messages[i].token, now);
    delivery.send(reply("one more", now + 2s), now + 2s);
    CHECK(last().payload == "one more");
    CHECK(delivery.kept() == 100);
    CHECK(delivery.counts().undeliverable == 0);
}

TEST_CASE_FIXTURE(Fixture, "refusals, however many, leave room for the replies of jobs") {
    const auto refusal = [&] {
        OutboundReply made = reply("no", now);
        made.refusal = true;
        return made;
    };
    delivery.send(reply("before", now), now);
    for (int i = 0; i < 1000; ++i) delivery.send(refusal(), now);
    CHECK(wire.messages.size() == 1001);
    CHECK(delivery.kept() == 50);
    wire.works = false;  // the server takes no more for a while
    for (int i = 0; i < 1000; ++i) delivery.send(refusal(), now);
    CHECK(delivery.counts().undeliverable == 1000);
    for (int i = 0; i < 50; ++i) delivery.send(reply("job", now), now);
    CHECK(delivery.counts().undeliverable == 1000);
    wire.works = true;
    reconnect();
    CHECK(wire.messages[1001].payload == "before");
    CHECK(wire.messages.size() == 1101);
}

TEST_CASE_FIXTURE(Fixture, "one more reply costs as much among a hundred thousand as among none") {
    ReplyDelivery large(wire, {1u << 30, 1u << 20}, {[] { return std::string("w"); }, {}});
    large.connection_up(now - 1h);
    const auto time_of = [&](int count) {
        const auto begun = Clock::now();
        for (int i = 0; i < count; ++i) {
            large.send(reply("p", now), now);
            wire.messages.clear();
            (void)large.next_wake();
            (void)large.unconfirmed();
        }
        return Clock::now() - begun;
    };
    const auto among_none = time_of(5'000);
    (void)time_of(100'000);
    CHECK(time_of(5'000) < 20 * among_none);  // a walk over all of them would be 1000 times that
    CHECK(large.kept() == 110'000);
    large.confirmed(*large.unconfirmed());
    CHECK(large.settled());
}

}  // namespace
}  // namespace kiln::messaging
