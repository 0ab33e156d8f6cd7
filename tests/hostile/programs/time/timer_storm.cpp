// expect: time_limit
// limits: {"cpu_ms": 500, "wall_ms": 3000}
// why: a flood of timer signals is CPU time of the job
#include <csignal>
#include <ctime>
#include <unistd.h>

static void nothing(int) {}

int main() {
    signal(SIGALRM, nothing);
    for (int i = 0; i < 64; ++i) {
        timer_t timer;
        timer_create(CLOCK_MONOTONIC, nullptr, &timer);
        itimerspec often{{0, 1000}, {0, 1000}};
        timer_settime(timer, 0, &often, nullptr);
    }
    for (;;) pause();
}
