// expect: time_limit
// reason: cpu
// limits: {"cpu_ms": 500, "wall_ms": 5000}
// why: who used more than its CPU time is late, also with a good exit status
#include <ctime>
#include <unistd.h>

int main() {
    timespec used{};
    while (used.tv_sec * 1000 + used.tv_nsec / 1000000 < 499)
        clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &used);
    for (int i = 0; i < 8; ++i)
        if (fork() == 0)
            for (volatile int k = 0; k < 100000000; k = k + 1) {
            }
    sleep(1);
    _exit(0);
}
