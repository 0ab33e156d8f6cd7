// expect: ok
// says: ^held
// why: POSIX timers are bounded by the limit of pending signals
#include <cstdio>
#include <csignal>
#include <ctime>

int main() {
    long made = 0;
    for (timer_t timer; made < 200000 && timer_create(CLOCK_MONOTONIC, nullptr, &timer) == 0;)
        ++made;
    std::printf(made > 5000 ? "ESCAPED %ld timers\n" : "held %ld\n", made);
}
