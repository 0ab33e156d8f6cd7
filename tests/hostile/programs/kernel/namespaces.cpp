// expect: ok
// says: ^held
// why: no namespace is made or entered, by any of the three calls
// with: probe.h
#include <csignal>
#include <fcntl.h>
#include <linux/sched.h>
#include "probe.h"

int main() {
    const unsigned long flags[] = {CLONE_NEWNS,  CLONE_NEWCGROUP, CLONE_NEWUTS, CLONE_NEWIPC,
                                   CLONE_NEWUSER, CLONE_NEWPID,   CLONE_NEWNET, CLONE_NEWTIME};
    for (unsigned long flag : flags) {
        DENIED(unshare, flag);
        DENIED(unshare, flag | CLONE_NEWUSER);
        if (flag == CLONE_NEWTIME) continue;  // not a flag of clone(2)
        const long pid = probe::call(SYS_clone, flag | SIGCHLD, 0, 0, 0, 0);
        if (pid == 0) _exit(0);
        probe::denied("clone", pid);
        const long both = probe::call(SYS_clone, flag | CLONE_NEWUSER | SIGCHLD, 0, 0, 0, 0);
        if (both == 0) _exit(0);
        probe::denied("clone with a user namespace", both);
        clone_args args{};
        args.flags = flag;
        const long third = probe::call(SYS_clone3, &args, sizeof args);
        if (third == 0) _exit(0);
        probe::denied("clone3", third);
    }
    for (const char* path : {"/proc/self/ns/user", "/proc/self/ns/mnt", "/proc/self/ns/net",
                             "/proc/self/ns/pid", "/proc/self/ns/cgroup"}) {
        const int fd = open(path, O_RDONLY);
        DENIED(setns, fd, 0);
    }
    const long pidfd = syscall(SYS_pidfd_open, getpid(), 0);
    DENIED(setns, pidfd, CLONE_NEWNS);
    return probe::end();
}
