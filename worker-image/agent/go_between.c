/* Theory of operation. Two processes come of one that forks into a cell:
 *
 *   the go-between   is born into the cell's pid namespace (and on cgroup v2 into its group), joins its
 *                    groups, has pids counted from the program's on, joins its other namespaces, forks
 *                    the program and ends, so that the cell's init becomes the program's parent
 *   the program      waits for that and returns
 *
 * The caller sets its children's pid namespace back after each: a namespace whose init has died takes no
 * more processes (pid_namespaces(7)). The go-between takes a high pid, so that the program has the one
 * that it has in every cell. */
#include "go_between.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/sched.h>
#include <sched.h>
#include <signal.h>
#include <stdint.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "groups.h"
#include "pool/protocol/gate_environment.h"

static const pid_t kPidOfGoBetween = 30000;

struct errand {
    const struct cell_config* config;
    const struct way* way;
    const struct place* place;
};

/* clone3(2) with CLONE_VM and CLONE_VFORK: the child runs on our stack while we wait. Neither it nor
 * what it calls comes back to our caller, and this function does nothing more in the parent than hand
 * on the result, so that what the child writes over below is nobody's. The child's own child has the
 * memory, and with it the stack, for itself: that one may return. */
static __attribute__((noinline)) pid_t clone_sharing(const struct clone_args* args,
                                                     int (*child)(void*), void* argument,
                                                     int* in_program) {
#if defined(__x86_64__)
    long result;
    register long number asm("rax") = SYS_clone3;
    asm volatile("syscall"
                 : "=a"(result)
                 : "0"(number), "D"(args), "S"(sizeof *args)
                 : "rcx", "r11", "memory");
#else
#error the call that shares memory is written for x86-64
#endif
    if (result == 0) *in_program = child(argument);
    return (pid_t)result;
}

/* The next process of this pid namespace is the program. A kernel that lacks the file
 * (CONFIG_CHECKPOINT_RESTORE) gives each cell a namespace of its own, where that is so anyway. Read
 * before the cell's mounts, which show it read-only. */
static struct fault count_pids_anew(void) {
    const int fd = open(KILN_LAST_PID, O_WRONLY | O_CLOEXEC);
    if (fd < 0) return errno == ENOENT ? FINE : fault_now("open the last pid");
    const char last = '0' + KILN_PROGRAM_PID - 1;
    const ssize_t written = write(fd, &last, 1);
    const struct fault fault = written == 1 ? FINE : fault_now("set the last pid");
    close(fd);
    return fault;
}

/* On v1 the groups come first: as a process with one thread, so that the cheap file will do. All
 * later is the cell's. */
static struct fault enter_cell(const struct cell_config* config, const struct way* way) {
    struct fault fault = join_groups(config, config->attach);
    if (fault.step == NULL) fault = count_pids_anew();
    if (fault.step != NULL) return fault;
    if (setns(way->init, CLONE_NEWUTS | CLONE_NEWCGROUP) != 0 ||
        setns(way->ipc, CLONE_NEWIPC) != 0 || setns(way->network, CLONE_NEWNET) != 0 ||
        setns(way->mounts, CLONE_NEWNS) != 0)
        return fault_now("enter the cell's namespaces");
    return FINE;
}

/* Returns, with 1, in the program only. */
static int go_between(void* argument) {
    const struct errand* errand = argument;
    const struct fault fault = enter_cell(errand->config, errand->way);
    if (fault.step != NULL) fail_job(errand->place, fault, 125);
    const pid_t program = fork();
    if (program == 0) return 1;
    if (program < 0) fail_job(errand->place, fault_now("fork into a cell"), 125);
    _exit(0);
}

static pid_t clone_go_between(struct errand* errand, int* in_program) {
    struct clone_args args;
    memset(&args, 0, sizeof args);
    args.flags = CLONE_VM | CLONE_VFORK;
    args.exit_signal = SIGCHLD;
    args.set_tid = (uint64_t)(uintptr_t)&kPidOfGoBetween;
    args.set_tid_size = 1; /* in the innermost namespace, the cell's; outside any */
    clone_into_groups(errand->config, errand->config->attach, &args);
    return clone_sharing(&args, go_between, errand, in_program);
}

/* Until the go-between is gone and the cell's init our parent: the signal comes when the kernel
 * has changed that (kernel/exit.c, forget_original_parent). */
static void await_adoption(void) {
    sigset_t signals;
    sigemptyset(&signals);
    sigaddset(&signals, SIGUSR1);
    sigprocmask(SIG_BLOCK, &signals, NULL);
    prctl(PR_SET_PDEATHSIG, SIGUSR1, 0, 0, 0);
    if (getppid() == kPidOfGoBetween) (void)sigwaitinfo(&signals, NULL);
    prctl(PR_SET_PDEATHSIG, 0, 0, 0, 0);
    const struct timespec now = {0, 0};
    (void)sigtimedwait(&signals, NULL, &now);
    sigprocmask(SIG_UNBLOCK, &signals, NULL);
}

int fork_into_cell(const struct cell_config* config, const struct way* way, int own_pids,
                   const struct place* place) {
    struct fault fault = FINE;
    int in_program = 0;
    pid_t between = -1;
    if (setns(way->init, CLONE_NEWPID) != 0) {
        fault = fault_now("enter a cell");
    } else {
        struct errand errand = {config, way, place};
        between = clone_go_between(&errand, &in_program);
        if (!in_program && between < 0) fault = fault_now("clone into a cell");
    }
    if (in_program) {
        await_adoption();
        if (getpid() != KILN_PROGRAM_PID)
            fail_job(place, (struct fault){"be the first process of a cell", EEXIST}, 125);
        return 1;
    }
    if (fault.step != NULL) send_fault(place->job_socket, KILN_CELL_FAILED, place->cell, fault);
    while (between > 0 && waitpid(between, NULL, __WALL) < 0 && errno == EINTR) {
    }
    return setns(own_pids, CLONE_NEWPID) == 0 ? 0 : -1;
}
