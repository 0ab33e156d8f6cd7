// expect: ok, process_limit
// says: ^parent ends
// why: a crowd that keeps replacing itself gains nothing while its cell is killed
#include <csignal>
#include <cstdio>
#include <unistd.h>

int main() {
    for (int i = 0; i < 20; ++i) {
        if (fork() != 0) continue;
        setsid();
        signal(SIGTERM, SIG_IGN);
        signal(SIGCHLD, SIG_IGN);
        for (;;) {
            if (fork() > 0) _exit(0);
        }
    }
    usleep(100000);
    std::puts("parent ends");
}
