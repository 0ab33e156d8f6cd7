// expect: ok
// says: ^held
// why: memory and state of another process, through every call that reaches them
// with: probe.h
#include <csignal>
#include <sys/uio.h>
#include "probe.h"

int main() {
    const int child = fork();
    if (child == 0)
        for (;;) pause();
    char bytes[16];
    iovec io{bytes, sizeof bytes};
    for (int pid : {1, child, static_cast<int>(getpid())}) {
        DENIED(ptrace, 0x4206, pid, 0, 0);
        DENIED(process_vm_readv, pid, &io, 1, &io, 1, 0);
        DENIED(process_vm_writev, pid, &io, 1, &io, 1, 0);
        DENIED(kcmp, pid, getpid(), 0, 0, 0);
        const long pidfd = syscall(SYS_pidfd_open, pid, 0);
        DENIED(pidfd_getfd, pidfd, 0, 0);
        DENIED(process_madvise, pidfd, &io, 1, 21, 0);
        probe::denied("move_pages", probe::call(SYS_move_pages, pid, 0, 0, 0, 0, 0));
        DENIED(migrate_pages, pid, 0, nullptr, nullptr);
    }
    const long init = syscall(SYS_pidfd_open, 1, 0);
    probe::denied("process_mrelease", probe::call(448, init, 0), {EINVAL, EBADF, ESRCH});
    kill(child, SIGKILL);
    return probe::end();
}
