// expect: ok
// says: ^held
// why: nobody sets the time
// with: probe.h
#include <ctime>
#include <sys/time.h>
#include <sys/timex.h>
#include "probe.h"

int main() {
    timespec past{1000000000, 0};
    timeval old{1000000000, 0};
    timex tune{};
    tune.modes = ADJ_FREQUENCY;
    for (int clock : {CLOCK_REALTIME, CLOCK_MONOTONIC, CLOCK_TAI, CLOCK_REALTIME_ALARM})
        DENIED(clock_settime, clock, &past);
    DENIED(settimeofday, &old, nullptr);
    DENIED(adjtimex, &tune);
    DENIED(clock_adjtime, CLOCK_REALTIME, &tune);
    timer_t timer;
    probe::denied("timer_create", probe::call(SYS_timer_create, CLOCK_REALTIME_ALARM, nullptr, &timer),
                  {EOPNOTSUPP, EINVAL});
    return probe::end();
}
