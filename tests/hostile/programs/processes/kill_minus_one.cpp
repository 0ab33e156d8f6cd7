// expect: ok
// says: ^still here
// why: kill(-1) reaches the job's own processes and not its keeper
#include <cerrno>
#include <csignal>
#include <cstdio>
#include <sys/wait.h>
#include <unistd.h>

int main() {
    if (fork() == 0)
        for (;;) pause();
    usleep(20000);
    kill(-1, SIGKILL);
    while (wait(nullptr) > 0) {
    }
    std::puts("still here");
}
