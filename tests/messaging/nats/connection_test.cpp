#include "messaging/nats/connection.h"

#include <doctest/doctest.h>

#include <atomic>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/io_context.hpp>
#include <chrono>
#include <future>
#include <thread>

namespace kiln::messaging {
namespace {

using namespace std::chrono_literals;

constexpr auto kPatience = 20s;  // only a test that fails waits for so long

// A connection to a server that is not there: what needs none happens all the same.
struct Fixture {
    boost::asio::io_context io{1};
    std::unique_ptr<Connection> connection;
    std::promise<void> go_on;
    std::shared_future<void> told_to_go_on = go_on.get_future().share();

    void start(std::size_t kept_bytes = 1u << 20) {
        ConnectionConfig config;
        config.session.access.urls = "nats://127.0.0.1:1";
        config.session.name = "test";
        config.kept.bytes = kept_bytes;
        connection = std::make_unique<Connection>(io.get_executor(), std::move(config));
        REQUIRE(connection->start().has_value());
    }
    void stop() {
        boost::asio::co_spawn(io, connection->stop(), boost::asio::detached);
        io.run();
    }
    void reply(std::function<std::string()> encode, std::size_t bytes) {
        const auto now = Clock::now();
        connection->responder_for("_INBOX.a", now)
            ->reply({"job", now + 1h,
                     [encode = std::move(encode)](std::size_t /*max_bytes*/) { return encode(); },
                     bytes});
    }
};

TEST_CASE_FIXTURE(Fixture, "a reply is encoded on another thread, and nobody waits for that") {
    start();
    std::promise<std::thread::id> encoded_on;
    auto encoder = encoded_on.get_future();
    reply(
        [&] {
            // Where this ran inside send(), it would be told only after it has given up.
            (void)told_to_go_on.wait_for(kPatience);
            encoded_on.set_value(std::this_thread::get_id());
            return std::string("reply");
        },
        100);
    CHECK(encoder.wait_for(0s) == std::future_status::timeout);
    go_on.set_value();
    REQUIRE(encoder.wait_for(kPatience) == std::future_status::ready);
    CHECK(encoder.get() != std::this_thread::get_id());
    stop();
}

TEST_CASE_FIXTURE(Fixture, "replies that wait to be encoded are bounded in bytes") {
    start(1000);
    std::promise<void> begun;
    std::atomic<int> encoded = 0;
    reply(
        [&] {
            begun.set_value();
            (void)told_to_go_on.wait_for(kPatience);
            return std::string();
        },
        0);
    REQUIRE(begun.get_future().wait_for(kPatience) == std::future_status::ready);
    for (int i = 0; i < 10; ++i) reply([&] { return ++encoded, std::string(); }, 300);
    go_on.set_value();
    stop();
    CHECK(encoded == 3);
}

TEST_CASE_FIXTURE(Fixture, "an answer that comes when the connection is closed goes nowhere") {
    start();
    const auto open = connection->responder_for("_INBOX.a", Clock::now());
    const auto late = connection->responder_for("_INBOX.a", Clock::now());
    stop();
    const auto never = [](std::size_t /*max_bytes*/) {
        FAIL("nobody is there to take it");
        return std::string();
    };
    open->reply({"job", Clock::now() + 1h, never, 1});
    connection.reset();
    late->refuse_for_now({"job", Clock::now() + 1h, never, 1});
}

}  // namespace
}  // namespace kiln::messaging
