// expect: ok
// says: ^all of it$
// within: 2
// why: where tracing is possible a tracee in its stop, whose tracer sleeps, ends with the program
#include <signal.h>
#include <sys/ptrace.h>
#include <unistd.h>

#include <cstdio>

int main() {
    puts("all of it");
    fflush(stdout);
    if (fork() == 0) {
        if (fork() == 0) {
            ptrace(PTRACE_TRACEME, 0, nullptr, nullptr);
            raise(SIGSTOP);
            for (;;) pause();
        }
        for (;;) pause();
    }
    usleep(50'000);
    _exit(0);
}
