#include "messaging/nats/reply_delivery.h"

#include <doctest/doctest.h>

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
    };

    Written write(const std::string& subject, const std::string& token,
                  std::string_view payload) override {
        if (payload.size() > largest) return Written::TooLarge;
        if (!works) return Written::No;
        messages.push_back({subject, token, std::string(payload)});
        return Written::Yes;
    }
    Written write_marker(const std::string& token) override {
        if (!works) return Written::No;
        markers.push_back(token);
        return Written::Yes;
    }

    bool works = true;
    std::size_t largest = 1u << 20;
    std::vector<Message> messages;
    std::vector<std::string> markers;
};

// A connection that has been up for an hour at `now`.
struct Fixture {
    FakeWire wire;
    ReplyDelivery delivery{wire, 100'000};
    Time now{1000h};

    Fixture() { delivery.connection_up(now - 1h); }
    OutboundReply reply(std::string payload, Time arrived) {
        return {"client", std::move(payload), arrived, arrived + 15s, "job"};
    }
    void wake_at_next() {
        REQUIRE(delivery.next_wake().has_value());
        now = *delivery.next_wake();
        delivery.wake(now);
    }
    void reconnect() {
        delivery.connection_down();
        delivery.connection_up(now);
    }
};

TEST_CASE_FIXTURE(Fixture, "a reply on a settled connection goes out once, at once and plainly") {
    delivery.send(reply("hello", now), now);
    REQUIRE(wire.messages.size() == 1);
    CHECK(wire.messages[0].subject == "client");
    CHECK(wire.messages[0].token.empty());
    CHECK(wire.messages[0].payload == "hello");
    CHECK_FALSE(delivery.settled());
    REQUIRE(wire.markers.size() == 1);
    delivery.marker_returned(wire.markers[0]);
    CHECK(delivery.settled());
    CHECK_FALSE(delivery.next_wake().has_value());
    CHECK(wire.messages.size() == 1);
}

TEST_CASE_FIXTURE(Fixture, "one marker under way speaks for the replies before it only") {
    delivery.send(reply("1", now), now);
    delivery.send(reply("2", now), now);
    CHECK(wire.markers.size() == 1);
    delivery.marker_returned(wire.markers[0]);
    REQUIRE(wire.markers.size() == 2);  // "2" was written after the first
    CHECK_FALSE(delivery.settled());
    delivery.marker_returned(wire.markers[1]);
    CHECK(delivery.settled());
}

TEST_CASE_FIXTURE(Fixture, "a reply whose marker never came back is sent again after a reconnect") {
    delivery.send(reply("lost", now), now);
    reconnect();
    REQUIRE(wire.messages.size() == 2);
    CHECK(wire.messages[1].payload == "lost");
    CHECK_FALSE(wire.messages[1].token.empty());
    CHECK(delivery.counts().retried == 1);
}

TEST_CASE_FIXTURE(Fixture, "a reply that is known to have arrived is not sent again") {
    delivery.send(reply("there", now), now);
    delivery.marker_returned(wire.markers[0]);
    reconnect();
    CHECK(wire.messages.size() == 1);
}

TEST_CASE_FIXTURE(Fixture, "a job from before a reconnect gets its reply checked") {
    const Time arrived = now;
    now += 2s;
    reconnect();
    now += 10s;
    delivery.send(reply("late", arrived), now);
    REQUIRE(wire.messages.size() == 1);
    CHECK_FALSE(wire.messages[0].token.empty());
    CHECK(delivery.next_wake() == now + 250ms);
    wake_at_next();  // silence: delivered
    CHECK(delivery.settled());
    CHECK(delivery.counts().undeliverable == 0);
}

TEST_CASE_FIXTURE(Fixture, "a reply that nobody listened to is tried again until somebody does") {
    const Time arrived = now;
    reconnect();
    delivery.send(reply("r", arrived), now);
    for (std::size_t attempt = 1; attempt <= 5; ++attempt) {
        REQUIRE(wire.messages.size() == attempt);
        now += 1ms;
        delivery.nobody_listened(wire.messages.back().token, now);
        CHECK(delivery.next_wake() == now + 100ms);
        wake_at_next();
    }
    REQUIRE(wire.messages.size() == 6);
    wake_at_next();
    CHECK(delivery.settled());
    CHECK(wire.messages.size() == 6);
    CHECK(delivery.counts().retried == 5);
    CHECK(delivery.counts().undeliverable == 0);
}

TEST_CASE_FIXTURE(Fixture, "a stale word about an earlier attempt changes nothing") {
    const Time arrived = now;
    reconnect();
    delivery.send(reply("r", arrived), now);
    const std::string first = wire.messages[0].token;
    delivery.nobody_listened(first, now);
    wake_at_next();
    REQUIRE(wire.messages.size() == 2);
    CHECK(wire.messages[1].token != first);
    delivery.nobody_listened(first, now);
    for (const char* token : {"", "c", "m", "c999-1", "x1-1", "c-1", "c1"})
        delivery.nobody_listened(token, now);
    wake_at_next();
    CHECK(delivery.settled());
}

TEST_CASE_FIXTURE(Fixture, "a reply that nobody wants is given up at its time, and counted") {
    const Time arrived = now;
    reconnect();
    delivery.send(reply("r", arrived), now);
    while (!delivery.settled()) {
        if (now < arrived + 20s) delivery.nobody_listened(wire.messages.back().token, now);
        wake_at_next();
        REQUIRE(now <= arrived + 15s);
    }
    CHECK(now == arrived + 15s);
    CHECK(delivery.counts().undeliverable == 1);
    CHECK(wire.messages.size() > 140);
}

TEST_CASE_FIXTURE(Fixture, "without a connection replies wait for one, and then for their end") {
    delivery.connection_down();
    wire.works = false;
    delivery.send(reply("a", now), now);
    delivery.send(reply("b", now - 10s), now);
    CHECK(wire.messages.empty());
    CHECK(delivery.next_wake() == now + 5s);
    wake_at_next();  // b is over
    CHECK(delivery.counts().undeliverable == 1);
    wire.works = true;
    delivery.connection_up(now);
    REQUIRE(wire.messages.size() == 1);
    CHECK(wire.messages[0].payload == "a");
}

TEST_CASE_FIXTURE(Fixture, "a write that fails is tried again, also without a lost connection") {
    wire.works = false;
    delivery.send(reply("r", now), now);
    CHECK(delivery.next_wake() == now + 100ms);
    wire.works = true;
    wake_at_next();
    REQUIRE(wire.messages.size() == 1);
    wake_at_next();
    CHECK(delivery.settled());
}

TEST_CASE_FIXTURE(Fixture, "a request that came right after a reconnect is answered with a check") {
    reconnect();
    delivery.send(reply("r", now + 500ms), now + 500ms);
    REQUIRE(wire.messages.size() == 1);
    CHECK_FALSE(wire.messages[0].token.empty());
    delivery.send(reply("s", now + 1s), now + 1s);
    REQUIRE(wire.messages.size() == 2);
    CHECK(wire.messages[1].token.empty());
}

TEST_CASE_FIXTURE(Fixture,
                  "a reply that the server finds too large gives way to one that says so") {
    wire.largest = 200;
    delivery.send(reply(std::string(500, 'x'), now), now);
    REQUIRE(wire.messages.size() == 1);
    CHECK(wire.messages[0].payload.find("too large") != std::string::npos);
    reconnect();
    delivery.send(reply(std::string(500, 'x'), now - 1ms), now);
    while (!delivery.settled()) wake_at_next();
    CHECK(wire.messages.back().payload.find("too large") != std::string::npos);
    CHECK(delivery.counts().undeliverable == 0);
}

TEST_CASE_FIXTURE(Fixture, "what is kept is bounded: written replies go first, then new ones") {
    for (int i = 0; i < 50; ++i) delivery.send(reply(std::string(10'000, 'p'), now), now);
    CHECK(wire.messages.size() == 50);
    CHECK(delivery.counts().undeliverable == 0);
    delivery.connection_down();
    for (int i = 0; i < 50; ++i) delivery.send(reply(std::string(10'000, 'h'), now), now);
    const std::size_t before = wire.messages.size();
    CHECK(delivery.counts().undeliverable >= 50);
    delivery.connection_up(now);
    CHECK(wire.messages.size() - before <= 10);
    while (!delivery.settled()) wake_at_next();
    delivery.send(reply("again", now + 2s), now + 2s);
    CHECK(wire.messages.back().payload == "again");
}

TEST_CASE_FIXTURE(Fixture,
                  "a reply whose marker cannot be written is kept no longer than its time") {
    delivery.send(reply("r", now), now);
    CHECK(delivery.next_wake() == now + 15s);
    wake_at_next();
    CHECK(delivery.settled());
    CHECK(delivery.counts().undeliverable == 0);
    CHECK(wire.messages.size() == 1);
}

}  // namespace
}  // namespace kiln::messaging
