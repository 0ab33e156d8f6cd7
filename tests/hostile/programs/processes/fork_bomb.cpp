// expect: process_limit
// says: ^refused
// why: processes that fork for ever meet the process limit, and the verdict says so
#include <cstdio>
#include <sys/wait.h>
#include <unistd.h>

int main() {
    for (int made = 0; made < 3000; ++made) {
        const int pid = fork();
        if (pid < 0) {
            std::puts("refused");
            std::fflush(stdout);
            return 1;
        }
        if (pid == 0) {
            pause();
            _exit(0);
        }
    }
    std::puts("ESCAPED 3000 processes");
}
