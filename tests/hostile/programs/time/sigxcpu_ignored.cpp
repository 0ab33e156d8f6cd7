// expect: time_limit
// reason: cpu
// limits: {"cpu_ms": 500, "wall_ms": 6000}
// why: the limit is no signal that can be ignored
#include <csignal>

int main() {
    for (int number = 1; number < NSIG; ++number) signal(number, SIG_IGN);
    for (volatile long i = 0;; i = i + 1) {
    }
}
