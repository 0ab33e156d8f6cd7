// expect: ok
// says: ^held
// why: tracing is not there, not even of one's own child
// with: probe.h
#include <csignal>
#include <sys/ptrace.h>
#include <sys/wait.h>
#include "probe.h"

int main() {
    const int child = fork();
    if (child == 0)
        for (;;) pause();
    DENIED(ptrace, PTRACE_ATTACH, child, 0, 0);
    DENIED(ptrace, PTRACE_SEIZE, child, 0, 0);
    DENIED(ptrace, PTRACE_TRACEME, 0, 0, 0);
    kill(child, SIGKILL);
    return probe::end();
}
