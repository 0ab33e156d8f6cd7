/* Theory of operation. The agent clones the cell's init into fresh namespaces. On cgroup v2 the
 * init is born in the cell's group (CLONE_INTO_CGROUP, Linux 5.7); on v1 it writes 0 to the tasks
 * files the spawner opened, before it does anything that costs memory, so that all of it is
 * charged to the cell. It then unshares its cgroup namespace, whose root is now the cell's group.
 */
#include "cell.h"

#include <errno.h>
#include <linux/sched.h>
#include <sched.h>
#include <signal.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "close_rest.h"
#include "groups.h"
#include "runtime.h"

static const unsigned kNamespaces =
    CLONE_NEWPID | CLONE_NEWNS | CLONE_NEWIPC | CLONE_NEWNET | CLONE_NEWUTS;

static struct fault attach_to_groups(const struct cell_config* config) {
    const struct fault fault = join_groups(config, config->attach);
    if (fault.step != NULL) return fault;
    if (unshare(CLONE_NEWCGROUP) != 0) return fault_now("unshare the cgroup namespace");
    return FINE;
}

/* Whether a warm runtime takes over the program's part. One that cannot be asked is no fault: the
 * program then starts cold. */
static int asks_for_a_child(const struct cell_config* config, uint64_t cell, int job_socket) {
    const struct runtime* runtime = config->runtime;
    return runtime != NULL && runtime->mode == KILN_RUNTIME_FORKS &&
           ask_runtime(runtime, config, cell, job_socket).step == NULL;
}

static _Noreturn void begin_init(const struct cell_config* config, uint64_t cell, int job_socket,
                                 int control_socket) {
    struct fault fault = attach_to_groups(config);
    if (fault.step == NULL) fault = mount_cell(config);
    if (fault.step == NULL) fault = raise_loopback(config);
    if (fault.step == NULL && asks_for_a_child(config, cell, job_socket)) {
        close(job_socket);
        job_socket = -1;
    }
    if (fault.step == NULL)
        fault = close_rest(job_socket < 0 ? control_socket : job_socket, control_socket);
    if (fault.step != NULL) {
        send_fault(control_socket, KILN_CELL_FAILED, cell, fault);
        _exit(1);
    }
    run_cell_init(config, cell, job_socket, control_socket);
}

static pid_t clone_init(const struct cell_config* config) {
    struct clone_args args;
    memset(&args, 0, sizeof args);
    args.flags = kNamespaces;
    if (KILN_WITHOUT(config->flags, KILN_WITHOUT_IPC)) args.flags &= ~(uint64_t)CLONE_NEWIPC;
    if (KILN_WITHOUT(config->flags, KILN_WITHOUT_NETWORK)) args.flags &= ~(uint64_t)CLONE_NEWNET;
    args.exit_signal = SIGCHLD;
    if (config->flags & KILN_ATTACH_BY_CLONE) {
        args.flags |= CLONE_INTO_CGROUP;
        args.cgroup = (unsigned)config->attach[0];
    }
    return (pid_t)syscall(SYS_clone3, &args, sizeof args);
}

pid_t start_cell(const struct cell_config* config, uint64_t cell, int engine_ends[2],
                 struct fault* fault) {
    int job[2], control[2];
    if (socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, job) != 0) {
        *fault = fault_now("socketpair for a cell");
        return -1;
    }
    if (socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, control) != 0) {
        *fault = fault_now("socketpair for a cell");
        close(job[0]);
        close(job[1]);
        return -1;
    }
    const pid_t init = clone_init(config);
    if (init == 0) {
        close(job[0]);
        close(control[0]);
        begin_init(config, cell, job[1], control[1]);
    }
    if (init < 0) *fault = fault_now("clone3 of a cell");
    close(job[1]);
    close(control[1]);
    if (init < 0) {
        close(job[0]);
        close(control[0]);
        return -1;
    }
    engine_ends[0] = job[0];
    engine_ends[1] = control[0];
    return init;
}
