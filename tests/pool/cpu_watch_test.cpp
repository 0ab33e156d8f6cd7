#include "pool/cpu_watch.h"

#include <doctest/doctest.h>

namespace kiln::pool {

namespace {

using std::chrono::microseconds;
using std::chrono::milliseconds;

// A step with 500 ms of CPU time; looks come at the time they are due, unless said otherwise.
struct Watched {
    explicit Watched(unsigned cpus = 1) : watch(milliseconds(500), cpus) { watch.begin(now); }

    bool look(int elapsed_ms, int used_ms, int late_ms = 0) {
        now += milliseconds(elapsed_ms);
        return watch.used_up(now, now - milliseconds(late_ms), milliseconds(used_ms));
    }

    Clock::time_point now{};
    CpuWatch watch;
};

}  // namespace

TEST_CASE("what a program uses steadily counts in full") {
    Watched one;
    CHECK(one.watch.earliest() == milliseconds(500));
    CHECK_FALSE(one.look(300, 300));
    CHECK(one.watch.earliest() == milliseconds(200));
    CHECK_FALSE(one.look(210, 499));
    CHECK(one.look(2, 501));
    CHECK(one.watch.paused() == microseconds(0));

    Watched two(2);
    CHECK(two.watch.earliest() == milliseconds(250));
    CHECK_FALSE(two.look(240, 470));
    CHECK(two.look(20, 510));
    CHECK(two.watch.paused() == microseconds(0));
}

TEST_CASE("a jump that no processor can have made is a pause") {
    Watched it(2);
    CHECK_FALSE(it.look(250, 240));
    CHECK_FALSE(it.look(200, 440));
    CHECK_FALSE(it.look(30, 520));  // 80 ms in 30
    CHECK(it.watch.paused() == milliseconds(50));
    CHECK(it.look(31, 551));
}

TEST_CASE("what went by while our own look was late is a pause") {
    Watched it;
    CHECK_FALSE(it.look(250, 240));
    CHECK_FALSE(it.look(200, 440));
    CHECK_FALSE(it.look(210, 510, 180));
    CHECK(it.watch.paused() == milliseconds(70));
}

TEST_CASE("the counter's grain is no pause, and pauses are no more than a share of the limit") {
    Watched grainy;
    for (int ms = 0; ms < 480; ms += 4) {
        CHECK_FALSE(grainy.look(3, ms));
        CHECK_FALSE(grainy.look(1, ms + 4));
    }
    CHECK(grainy.watch.paused() == microseconds(0));

    Watched late;
    CHECK_FALSE(late.look(400, 400, 300));
    CHECK(late.watch.paused() == milliseconds(75));
    CHECK_FALSE(late.look(174, 574, 100));
    CHECK(late.look(1, 575));
}

}  // namespace kiln::pool
