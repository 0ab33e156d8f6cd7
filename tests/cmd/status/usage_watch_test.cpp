#include "cmd/kiln/status/usage_watch.h"

#include <doctest/doctest.h>

namespace kiln::cmd {
namespace {

using namespace std::chrono_literals;

struct Fixture {
    int looks = 0;
    UsageWatch watch{[this] {
        ++looks;
        pool::ContainerUsage usage;
        usage.slot = static_cast<unsigned>(looks);
        return UsageWatch::Usage{usage};
    }};
    UsageWatch::Clock::time_point now{1000s};

    void tick(std::chrono::seconds times) {
        for (auto i = 0s; i < times; ++i) watch.tick(now += 1s);
    }
};

TEST_CASE_FIXTURE(Fixture, "nothing is looked at while nobody asks") {
    tick(100s);
    CHECK(looks == 0);
}

TEST_CASE_FIXTURE(Fixture, "after a question there is a look each second, for a minute") {
    CHECK(watch.ask(now).front().slot == 1);
    tick(30s);
    CHECK(looks == 31);
    tick(300s);
    CHECK(looks == 1 + 59);
}

TEST_CASE_FIXTURE(Fixture, "who asks is told what was seen at the last second") {
    (void)watch.ask(now);
    tick(1s);
    CHECK(watch.ask(now + 900ms).front().slot == 2);
    CHECK(looks == 2);
    CHECK(watch.ask(now + 5s).front().slot == 3);
}

}  // namespace
}  // namespace kiln::cmd
