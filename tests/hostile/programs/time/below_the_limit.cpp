// expect: ok
// says: ^done$
// limits: {"cpu_ms": 1000, "wall_ms": 9000}
// why: three quarters of the CPU limit is not over it
#include <cstdio>
#include <ctime>

int main() {
    timespec used{};
    while (used.tv_sec * 1000 + used.tv_nsec / 1000000 < 750)
        clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &used);
    std::puts("done");
}
