/* Theory of operation. The agent clones the init into fresh namespaces. On cgroup v2 the init is born in
 * the cell's group (CLONE_INTO_CGROUP, Linux 5.7); on v1 it writes 0 to the tasks files the spawner
 * opened, before it does anything that costs memory, so that all of it is charged to the cell. It then
 * unshares its cgroup namespace, whose root is now the cell's group, and covers /proc.
 *
 * Cells come and go on it (cell.c), each with mount and ipc namespaces of its own. The init clears it
 * after each, whatever the program did: that it stays, which shows in the numbers of its namespaces,
 * tells a program nothing of the one before. Killing the init is for where it does not answer. */
#include "base.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/sched.h>
#include <poll.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "close_rest.h"
#include "groups.h"
#include "pool/protocol/gate_environment.h"

enum { kPatience = 4000 }; /* ms, less than the engine has for a cell */

static struct fault attach_to_groups(const struct cell_config* config) {
    const struct fault fault = join_groups(config, config->attach);
    if (fault.step != NULL) return fault;
    if (unshare(CLONE_NEWCGROUP) != 0) return fault_now("unshare the cgroup namespace");
    return FINE;
}

/* What fails here the agent reads in place of the word, as an event of the protocol's. */
static _Noreturn void begin_init(const struct cell_config* config, int channel) {
    struct fault fault = attach_to_groups(config);
    if (fault.step == NULL) fault = mount_proc();
    if (fault.step == NULL) fault = close_rest(channel, channel);
    if (fault.step != NULL) {
        send_fault(channel, KILN_AGENT_FAILED, 0, fault);
        _exit(1);
    }
    run_cell_init(config, channel);
}

static pid_t clone_init(const struct cell_config* config, int* pidfd) {
    struct clone_args args;
    memset(&args, 0, sizeof args);
    args.flags = CLONE_NEWPID | CLONE_NEWNS | CLONE_NEWUTS | CLONE_PIDFD;
    args.pidfd = (uint64_t)(uintptr_t)pidfd;
    args.exit_signal = SIGCHLD;
    clone_into_groups(config, config->attach, &args);
    return (pid_t)syscall(SYS_clone3, &args, sizeof args);
}

/* Until the init is ready, or says what failed. */
static struct fault await_ready(int channel) {
    static char step[KILN_STEP_SIZE];
    struct pollfd wait = {.fd = channel, .events = POLLIN};
    struct kiln_event said;
    int none;
    if (poll(&wait, 1, kPatience) != 1) return (struct fault){"wait for a cell's init", ETIMEDOUT};
    const ssize_t got = receive(channel, &said, sizeof said, NULL, 0, &none);
    if (got == (ssize_t)sizeof(struct base_message)) return FINE;
    if (got != (ssize_t)sizeof said) return (struct fault){"hear a cell's init", ESRCH};
    memcpy(step, said.step, sizeof step - 1);
    return (struct fault){step, said.error};
}

static struct fault open_base(struct base* base) {
    char path[64];
    snprintf(path, sizeof path, "/proc/%d/ns/mnt", (int)base->init);
    base->mounts = open(path, O_RDONLY | O_CLOEXEC);
    return base->mounts < 0 ? fault_now("open a base's mount namespace") : FINE;
}

struct fault make_base(const struct cell_config* config, struct base* base) {
    int ends[2];
    if (socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, ends) != 0)
        return fault_now("socketpair for a cell's init");
    const pid_t init = clone_init(config, &base->pidfd);
    if (init == 0) begin_init(config, ends[1]);
    struct fault fault = init < 0 ? fault_now("clone3 of a cell's init") : FINE;
    close(ends[1]);
    if (fault.step != NULL) {
        close(ends[0]);
        return fault;
    }
    base->init = init;
    base->channel = ends[0];
    base->mounts = -1;
    base->phase = BASE_FREE;
    fault = await_ready(base->channel);
    if (fault.step == NULL) fault = open_base(base);
    if (fault.step != NULL) end_base(base);
    return fault;
}

int base_can_stay(const struct cell_config* config) {
    return (config->flags & KILN_ONE_ID) == 0 && access(KILN_LAST_PID, W_OK) == 0;
}

struct fault tell_base(const struct base* base, enum base_word word, uint64_t cell, const int* fds,
                       int count) {
    const struct base_message message = {(uint32_t)word, 0, cell};
    return send_message(base->channel, &message, sizeof message, fds, count) == 0
               ? FINE
               : fault_now("tell a cell's init");
}

void hear_base(struct base* base) {
    struct base_message said;
    while (recv(base->channel, &said, sizeof said, MSG_DONTWAIT) == (ssize_t)sizeof said)
        if (said.word == BASE_CLEARED && base->phase == BASE_CLEARING) base->phase = BASE_FREE;
}

void forget_base(struct base* base) {
    close(base->pidfd);
    close(base->channel);
    if (base->mounts >= 0) close(base->mounts);
    memset(base, 0, sizeof *base);
}

void end_base(struct base* base) {
    kill(base->init, SIGKILL);
    while (waitpid(base->init, NULL, 0) < 0 && errno == EINTR) {
    }
    forget_base(base);
}
