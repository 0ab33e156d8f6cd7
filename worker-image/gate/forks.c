/* Theory of operation. The runtime stays at its gate, with the agent's rights, and reads one kind
 * of message: join that cell. Two processes come of it:
 *
 *   the go-between   is born into the cell's pid namespace (and on cgroup v2 into its group), joins
 *                    its groups and other namespaces, forks the program and ends, so that the
 *                    cell's init becomes the program's parent
 *   the program      strips itself as a cold one does, announces itself, and returns
 *
 * The runtime sets its children's pid namespace back after each: a namespace whose init has died
 * takes no more processes (pid_namespaces(7)). The go-between takes a high pid, so that the
 * program has the one it has in a cold cell. */
#include <errno.h>
#include <fcntl.h>
#include <linux/sched.h>
#include <sched.h>
#include <signal.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "descriptors.h"
#include "gate.h"
#include "pool/protocol/gate_environment.h"
#include "threads.h"
#include "worker-image/agent/requests.h"

static const pid_t kPidOfGoBetween = 30000;
static const int kNamespaces =
    CLONE_NEWNS | CLONE_NEWIPC | CLONE_NEWNET | CLONE_NEWUTS | CLONE_NEWCGROUP;

static _Noreturn void give_up(void) {
    _exit(KILN_GATE_GAVE_UP);
}

static struct sock_fprog map_filter(void) {
    struct sock_fprog program = {0, NULL};
    struct stat about;
    if (fstat(KILN_GATE_SECCOMP, &about) != 0) give_up();
    if (filter_length(&about, &program.len).step != NULL) give_up();
    if (program.len == 0) return program;
    program.filter =
        mmap(NULL, (size_t)about.st_size, PROT_READ, MAP_PRIVATE, KILN_GATE_SECCOMP, 0);
    if (program.filter == MAP_FAILED) give_up();
    return program;
}

/* Anonymous memory of this process, as its cell would be charged for it had it been started there:
 * resident pages that are no file's (proc(5), statm). */
static uint64_t own_memory(void) {
    char text[128];
    unsigned long long total, resident, shared;
    const int fd = (int)syscall(SYS_openat, AT_FDCWD, "/proc/self/statm", O_RDONLY | O_CLOEXEC, 0);
    const ssize_t size = fd < 0 ? -1 : read(fd, text, sizeof text - 1);
    if (fd >= 0) close(fd);
    if (size <= 0) return 0;
    text[size] = '\0';
    if (sscanf(text, "%llu %llu %llu", &total, &resident, &shared) != 3) return 0;
    return (resident - shared) * (uint64_t)sysconf(_SC_PAGESIZE);
}

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

static pid_t clone_go_between(const struct gate* gate, int (*child)(void*), void* argument,
                              int* in_program) {
    struct clone_args args;
    memset(&args, 0, sizeof args);
    args.flags = CLONE_VM | CLONE_VFORK;
    args.exit_signal = SIGCHLD;
    args.set_tid = (uint64_t)(uintptr_t)&kPidOfGoBetween;
    args.set_tid_size = 1; /* in the innermost namespace, the cell's; outside any */
    if (gate->flags & KILN_ATTACH_BY_CLONE) {
        args.flags |= CLONE_INTO_CGROUP;
        args.cgroup = KILN_GATE_ATTACH;
    }
    return clone_sharing(&args, child, argument, in_program);
}

/* v1: as a process with one thread, so that the cheap file will do. All later is the cell's. */
static struct fault enter_cell(const struct gate* gate, int init) {
    if ((gate->flags & KILN_ATTACH_BY_CLONE) == 0)
        for (int i = 0; i < gate->attach_count; i++)
            if (write(KILN_GATE_ATTACH + i, "0", 1) != 1)
                return fault_now("enter the cell's cgroup");
    if (setns(init, kNamespaces) != 0) return fault_now("enter the cell's namespaces");
    return FINE;
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

/* Descriptors of the runtime that are not the program's. */
static struct fault close_runtime(struct place* place) {
    const int moved = dup3(place->job_socket, KILN_GATE_SOCKET, O_CLOEXEC);
    if (moved < 0) return fault_now("move the job socket");
    place->job_socket = moved;
    if (close_range(KILN_GATE_SOCKET + 1, ~0u, 0) != 0) return fault_now("close_range");
    return close_unlisted(KILN_GATE_SOCKET);
}

static struct place become_program(const struct gate* gate, const struct sock_fprog* filter,
                                   uint32_t descriptors, struct place place) {
    struct cell_config config = {
        .flags = gate->flags, .descriptors = descriptors, .seccomp = *filter};
    int out[2], err[2];
    register_sequences();
    await_adoption();
    copy_ahead(); /* charged to the cell already, and not yet filtered */
    struct fault fault = close_runtime(&place);
    if (fault.step == NULL) fault = strip(&config, out, err);
    /* Another id hides a process's own files in /proc from it; a fresh one's are its own. */
    if (fault.step == NULL && prctl(PR_SET_DUMPABLE, 1, 0, 0, 0) != 0)
        fault = fault_now("own its files in /proc");
    place.held = own_memory();
    if (fault.step == NULL) fault = wake();
    if (fault.step == NULL) fault = announce(&place, out, err);
    if (fault.step != NULL) fail_job(&place, fault, 126);
    return place;
}

struct errand {
    const struct gate* gate;
    int init;
    const struct place* place;
};

/* Returns, with 1, in the program only. */
static int go_between(void* argument) {
    const struct errand* errand = argument;
    const struct fault fault = enter_cell(errand->gate, errand->init);
    if (fault.step != NULL) fail_job(errand->place, fault, 125);
    const pid_t program = fork();
    if (program == 0) return 1;
    if (program < 0) fail_job(errand->place, fault_now("fork into a cell"), 125);
    _exit(0);
}

/* One kiln_join. 1 in the program, 0 in the runtime. */
static int join(const struct gate* gate, int init, const struct place* place) {
    if (setns(init, CLONE_NEWPID) != 0) {
        send_fault(place->job_socket, KILN_CELL_FAILED, place->cell, fault_now("enter a cell"));
        return 0;
    }
    struct errand errand = {gate, init, place};
    int in_program = 0;
    const pid_t between = clone_go_between(gate, go_between, &errand, &in_program);
    if (in_program) return 1;
    if (between < 0)
        send_fault(place->job_socket, KILN_CELL_FAILED, place->cell,
                   fault_now("clone into a cell"));
    while (between > 0 && waitpid(between, NULL, __WALL) < 0 && errno == EINTR) {
    }
    return 0;
}

enum goes_on serve_joins(const struct gate* gate, struct place* cell) {
    if (!words_can_be_shown()) _exit(KILN_GATE_CANNOT);
    if (!threads_sleep()) _exit(KILN_GATE_CANNOT_FORK);
    if (thread_count() > 0 && (!knows_node() || list_descriptors(KILN_GATE_SOCKET).step != NULL))
        _exit(KILN_GATE_CANNOT_FORK);
    meet_python();
    if (rehearse()) return GOES_ON_REHEARSING;
    if (!threads_sleep()) _exit(KILN_GATE_CANNOT_FORK);
    const struct sock_fprog filter = map_filter();
    const int own_pids =
        (int)syscall(SYS_openat, AT_FDCWD, "/proc/self/ns/pid", O_RDONLY | O_CLOEXEC, 0);
    const struct kiln_event up = {
        .kind = KILN_RUNTIME_UP, .cell = gate->number, .size = own_memory()};
    if (own_pids < 0 || send_event(KILN_GATE_SOCKET, &up, NULL, 0) != 0) give_up();
    for (;;) {
        struct kiln_join message;
        int fds[2], count;
        const ssize_t got = receive(KILN_GATE_SOCKET, &message, sizeof message, fds, 2, &count);
        if (got != (ssize_t)sizeof message || message.version != KILN_PROTOCOL || count != 2)
            give_up();
        const struct place place = {message.cell, fds[1], (int)gate->number, 0};
        if (join(gate, fds[0], &place)) {
            *cell = become_program(gate, &filter, message.descriptors, place);
            return GOES_ON_IN_A_CELL;
        }
        close(fds[0]);
        close(fds[1]);
        if (setns(own_pids, CLONE_NEWPID) != 0) give_up();
    }
}
