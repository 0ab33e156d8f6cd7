#include "messaging/durable/pace.h"

#include <doctest/doctest.h>

namespace kiln::messaging {
namespace {

using namespace std::chrono_literals;

TEST_CASE("how long a job waits is told from how fast those in front were taken") {
    Pace pace;
    const Pace::Clock::time_point start{};
    pace.look(start, 100, 50);
    CHECK_FALSE(pace.wait_at(1).has_value());
    pace.look(start + 2s, 110, 40);
    CHECK_FALSE(pace.wait_at(1).has_value());  // not long enough to tell
    pace.look(start + 5s, 150, 10);
    CHECK(pace.wait_at(10) == 1s);
    CHECK(pace.wait_at(1) == 100ms);
}

TEST_CASE("nothing is told of a queue that does not move, and nothing from when nobody waited") {
    Pace pace;
    const Pace::Clock::time_point start{};
    pace.look(start, 100, 5);
    pace.look(start + 10s, 100, 5);
    CHECK_FALSE(pace.wait_at(1).has_value());
    pace.look(start + 20s, 110, 0);
    CHECK_FALSE(pace.wait_at(1).has_value());
}

TEST_CASE(
    "what is more than a minute old counts no more, nor what a stream counted before it was new") {
    Pace pace;
    const Pace::Clock::time_point start{};
    pace.look(start, 0, 5);
    pace.look(start + 50s, 1000, 5);
    pace.look(start + 100s, 1050, 5);
    CHECK(pace.wait_at(1) == 1s);
    pace.look(start + 110s, 3, 5);
    CHECK_FALSE(pace.wait_at(1).has_value());
}

}  // namespace
}  // namespace kiln::messaging
