#include "messaging/log_budget.h"

#include <doctest/doctest.h>

namespace kiln::messaging {
namespace {

using namespace std::chrono_literals;

TEST_CASE("so many lines are allowed in a second, and as many in the next") {
    LogBudget budget("left out", 3);
    LogBudget::Clock::time_point now{1000h};
    for (int second = 0; second < 3; ++second) {
        int allowed = 0;
        for (int i = 0; i < 1000; ++i) allowed += budget.allow(now + i * 500us) ? 1 : 0;
        CHECK(allowed == 3);
        now += 1s;
    }
}

TEST_CASE("what was left out is counted, told once, and then forgotten") {
    LogBudget budget("left out", 1);
    const LogBudget::Clock::time_point now{1000h};
    CHECK(budget.take_left_out() == 0);
    for (int i = 0; i < 8; ++i) (void)budget.allow(now);
    CHECK(budget.take_left_out() == 7);
    CHECK(budget.take_left_out() == 0);
}

}  // namespace
}  // namespace kiln::messaging
