#include "messaging/nats/handover.h"

#include <doctest/doctest.h>

#include <boost/asio/io_context.hpp>
#include <boost/asio/post.hpp>
#include <chrono>
#include <thread>
#include <vector>

namespace kiln::messaging {
namespace {

struct Fixture {
    boost::asio::io_context io{1};
    std::shared_ptr<Handover> handover =
        std::make_shared<Handover>(io.get_executor(), Handover::Bounds{3, 1000});
};

TEST_CASE_FIXTURE(Fixture, "work is done in the order it was handed over, on the executor") {
    std::vector<int> done;
    for (int i = 0; i < 5; ++i) handover->push([&, i] { done.push_back(i); }, 1);
    CHECK(done.empty());
    io.run();
    CHECK(done == std::vector<int>{0, 1, 2, 3, 4});
    handover->push([&] { done.push_back(5); }, 1);
    io.restart();
    io.run();
    CHECK(done.size() == 6);
}

TEST_CASE_FIXTURE(Fixture,
                  "there is room for so many items and so many bytes, until they are done") {
    CHECK(handover->has_room(1000));
    CHECK_FALSE(handover->has_room(1001));
    handover->push([] {}, 600);
    CHECK(handover->has_room(400));
    CHECK_FALSE(handover->has_room(401));
    handover->push([] {}, 0);
    handover->push([] {}, 0);
    CHECK_FALSE(handover->has_room(0));
    io.run();
    CHECK(handover->has_room(1000));
}

TEST_CASE_FIXTURE(Fixture, "a burst of work leaves the executor time for other things") {
    constexpr int kItems = 200;
    int done = 0;
    int done_before_other = kItems;
    const auto take_a_moment = [&] {
        const auto end = std::chrono::steady_clock::now() + std::chrono::microseconds(100);
        while (std::chrono::steady_clock::now() < end) {
        }
        ++done;
    };
    for (int i = 0; i < kItems; ++i) handover->push(take_a_moment, 0);
    boost::asio::post(io, [&] { done_before_other = done; });
    io.run();
    CHECK(done == kItems);
    CHECK(done_before_other < 10);
}

TEST_CASE_FIXTURE(Fixture, "what was not done when it is closed will not be") {
    bool done = false;
    handover->push([&] { done = true; }, 0);
    handover->close();
    handover->push([&] { done = true; }, 0);
    io.run();
    CHECK_FALSE(done);
}

TEST_CASE_FIXTURE(Fixture, "work may come from another thread while it is done") {
    int done = 0;
    auto work = boost::asio::make_work_guard(io);
    std::thread other([&] {
        for (int i = 0; i < 10'000; ++i) handover->push([&] { ++done; }, 0);
        handover->push([&] { work.reset(); }, 0);
    });
    io.run();
    other.join();
    CHECK(done == 10'000);
}

}  // namespace
}  // namespace kiln::messaging
