// expect: ok
// says: ^held
// why: pid 1 and whoever else keeps the cell cannot be signalled, in any way
// with: probe.h
#include <csignal>
#include <sys/prctl.h>
#include "probe.h"

int main() {
    const int parent = getppid();
    for (int signal : {SIGKILL, SIGSTOP, SIGTERM, SIGCONT, 0}) {
        DENIED(kill, 1, signal);
        DENIED(kill, parent, signal);
        DENIED(tgkill, 1, 1, signal);
    }
    siginfo_t info{};
    info.si_code = SI_QUEUE;
    DENIED_AS("rt_sigqueueinfo", SYS_rt_sigqueueinfo, 1, SIGTERM, &info);
    const long pidfd = syscall(SYS_pidfd_open, 1, 0);
    if (pidfd >= 0) DENIED(pidfd_send_signal, pidfd, SIGKILL, nullptr, 0);
    return probe::end();
}
