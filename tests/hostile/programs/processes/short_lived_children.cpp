// expect: time_limit
// reason: cpu
// limits: {"cpu_ms": 700, "wall_ms": 9000}
// why: CPU time of thousands of children that are gone is counted all the same
#include <sys/wait.h>
#include <unistd.h>

int main() {
    for (;;) {
        const int pid = fork();
        if (pid == 0) {
            for (volatile int i = 0; i < 100000; i = i + 1) {
            }
            _exit(0);
        }
        waitpid(pid, nullptr, 0);
    }
}
