// expect: process_limit
// says: ^refused
// why: raw clone(2) without a thread library is counted like fork
#include <csignal>
#include <cstdio>
#include <sys/syscall.h>
#include <unistd.h>

int main() {
    for (int made = 0; made < 3000; ++made) {
        const long pid = syscall(SYS_clone, SIGCHLD, 0, 0, 0, 0);
        if (pid == 0) {
            pause();
            _exit(0);
        }
        if (pid < 0) {
            std::puts("refused");
            std::fflush(stdout);
            return 1;
        }
    }
    std::puts("ESCAPED 3000 processes");
}
