/* kiln-agent: pid 1 of every container.
 *
 * Theory of operation. The spawner executes it inside the container's namespaces, as uid 0 of the
 * container's user namespace, with the agent socket as descriptor 3. It keeps at most one cell,
 * makes it and has it cleared on request, and answers pings. The init of its cells and warm runtimes are
 * its children. It parses nothing that a job wrote. It exits when the socket ends and dies with the
 * spawner; the kernel then kills the rest of the container. A request it cannot understand ends it: better
 * no container than a wrong one.
 */
#include <errno.h>
#include <fcntl.h>
#include <linux/capability.h>
#include <poll.h>
#include <signal.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/signalfd.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base.h"
#include "cell.h"
#include "fence.h"
#include "network.h"
#include "pool/protocol/gate_environment.h"
#include "raiser.h"
#include "requests.h"
#include "rights.h"
#include "runtime.h"
#include "spaces.h"

enum { kSocket = 3, kPatience = 300 }; /* ms that an init has to clear its cell */

struct agent {
    struct cell_config config;
    struct runtime runtimes[KILN_MAX_RUNTIMES]; /* number n at n - 1 */
    int seccomp;                                /* the filter's file, for runtimes */
    int configured;
    int raiser; /* of start_raiser() */
    struct base base;
    int base_stays;   /* from one cell to the next */
    struct cell cell; /* of the base, while that is taken or being cleared; else the last one */
};

static _Noreturn void give_up(struct fault fault) {
    send_fault(kSocket, KILN_AGENT_FAILED, 0, fault);
    _exit(1);
}

/* Maps the filter the spawner compiled; it stays mapped, and forks share it. */
static struct sock_fprog map_filter(int fd) {
    struct stat about;
    if (fstat(fd, &about) != 0) give_up(fault_now("fstat of the seccomp program"));
    struct sock_fprog program = {0, NULL};
    const struct fault fault = filter_length(&about, &program.len);
    if (fault.step != NULL) give_up(fault);
    if (program.len == 0) return program;
    program.filter = mmap(NULL, (size_t)about.st_size, PROT_READ, MAP_PRIVATE, fd, 0);
    if (program.filter == MAP_FAILED) give_up(fault_now("map the seccomp program"));
    return program;
}

static void configure(struct agent* agent, const struct kiln_configure* request, const int* fds,
                      int count) {
    if (agent->configured) give_up((struct fault){"a second configuration", EBADMSG});
    agent->config.tmpfs_bytes = request->tmpfs_bytes;
    agent->config.tmpfs_inodes = request->tmpfs_inodes;
    agent->config.descriptors = request->descriptors;
    agent->config.flags = request->flags;
    const int each = (count - 1) / 2;
    agent->config.attach_count = each;
    memcpy(agent->config.attach, fds + 1, sizeof(int) * (size_t)each);
    memcpy(agent->config.attach_runtime, fds + 1 + each, sizeof(int) * (size_t)each);
    agent->config.seccomp = map_filter(fds[0]);
    agent->seccomp = fds[0];
    agent->base_stays = base_can_stay(&agent->config);
    agent->configured = 1;
}

/* Where it cannot be used the cell is made without it: the program then starts cold. */
static const struct runtime* usable(const struct agent* agent, uint32_t number) {
    if (number == 0) return NULL;
    const struct runtime* runtime = &agent->runtimes[number - 1];
    const int forks = runtime->mode == KILN_RUNTIME_FORKS && runtime->up;
    return forks || runtime->mode == KILN_RUNTIME_WAITS ? runtime : NULL;
}

static struct fault network_for_cell(const struct agent* agent, int* network) {
    if (!KILN_WITHOUT(agent->config.flags, KILN_WITHOUT_NETWORK))
        return make_network(agent->raiser, network);
    *network = open_current("net");
    return *network >= 0 ? FINE : fault_now("open the agent's own network namespace");
}

static struct fault make_cell(struct agent* agent, uint64_t cell, uint32_t number) {
    const enum base_phase phase = agent->base.phase;
    if (!agent->configured || phase == BASE_TAKEN || phase == BASE_CLEARING)
        return (struct fault){"make a cell while there is one", EBUSY};
    int ends[2], network;
    struct fault fault = network_for_cell(agent, &network);
    if (fault.step != NULL) return fault;
    if (phase == BASE_ABSENT) fault = make_base(&agent->config, &agent->base);
    if (fault.step != NULL) {
        close(network);
        return fault;
    }
    fault = start_cell(&agent->config, &agent->base, network, usable(agent, number), cell,
                       &agent->cell, ends);
    if (fault.step != NULL) {
        end_base(&agent->base);
        return fault;
    }
    agent->base.phase = BASE_TAKEN;
    const struct kiln_event made = {.kind = KILN_CELL_MADE, .cell = cell};
    if (send_event(kSocket, &made, ends, 2) != 0) give_up(fault_now("hand out a cell"));
    close(ends[0]);
    close(ends[1]);
    return FINE;
}

/* By its init, or with it where that cannot have another cell. */
static void kill_cell(struct agent* agent, uint64_t cell) {
    /* A request that crossed with the cell's own end is late, not wrong. */
    if (agent->cell.id != cell || agent->base.phase != BASE_TAKEN) return;
    agent->base.phase = BASE_CLEARING;
    if (!agent->base_stays || tell_base(&agent->base, BASE_CLEAR, cell, NULL, 0).step != NULL)
        kill(agent->base.init, SIGKILL);
}

/* Nobody is left in it. */
static void bury_cell(struct agent* agent, int status) {
    const struct kiln_event dead = {
        .kind = KILN_CELL_DEAD, .cell = agent->cell.id, .status = status};
    const struct fault fault = leave_cell(&agent->config, &agent->cell);
    if (fault.step != NULL) give_up(fault);
    if (send_event(kSocket, &dead, NULL, 0) != 0) give_up(fault_now("report a cell's death"));
}

static void report_runtime(const struct runtime* runtime, enum kiln_event_kind kind, int status,
                           uint64_t size) {
    const struct kiln_event event = {
        .kind = (uint32_t)kind, .runtime = runtime->number, .status = status, .size = size};
    if (send_event(kSocket, &event, NULL, 0) != 0) give_up(fault_now("report on a runtime"));
}

static void lose_runtime(struct agent* agent, pid_t ended, int status) {
    for (unsigned i = 0; i < KILN_MAX_RUNTIMES; i++) {
        struct runtime* runtime = &agent->runtimes[i];
        if (runtime->pid != ended) continue;
        close(runtime->socket);
        runtime->pid = 0;
        runtime->up = 0;
        report_runtime(runtime, KILN_RUNTIME_DOWN, status, 0);
    }
}

static void report_deaths(struct agent* agent) {
    int status;
    pid_t ended;
    while ((ended = waitpid(-1, &status, WNOHANG)) > 0) {
        const enum base_phase phase = agent->base.phase;
        if (phase == BASE_ABSENT || ended != agent->base.init) {
            lose_runtime(agent, ended, status);
            continue;
        }
        forget_base(&agent->base);
        if (phase != BASE_FREE) bury_cell(agent, status);
    }
}

/* A runtime says one thing: that it has arrived at its gate. */
static void hear_runtime(struct runtime* runtime) {
    struct kiln_event event;
    int fds[1], count;
    const ssize_t got = receive(runtime->socket, &event, sizeof event, fds, 1, &count);
    while (count > 0) close(fds[--count]);
    if (got != (ssize_t)sizeof event || event.kind != KILN_RUNTIME_UP) {
        /* Where it has ended by itself, but was not reaped yet, that is how. */
        const int status = end_runtime(runtime);
        report_runtime(runtime, KILN_RUNTIME_DOWN, status, 0);
        return;
    }
    runtime->up = 1;
    report_runtime(runtime, KILN_RUNTIME_UP, 0, event.size);
}

static void take_runtime(struct agent* agent, const struct kiln_runtime* request, int file) {
    struct runtime* runtime = &agent->runtimes[request->number - 1];
    struct fault fault = {"a runtime before the configuration", EBADMSG};
    if (agent->configured)
        fault = set_runtime(runtime, request, &agent->config,
                            (struct runtime_files){agent->seccomp, file});
    if (fault.step != NULL) give_up(fault);
    if (file >= 0) close(file);
    if (request->mode == KILN_RUNTIME_FORKS && runtime->pid == 0)
        report_runtime(runtime, KILN_RUNTIME_DOWN, KILN_GATE_GAVE_UP << 8, 0); /* wait(2) */
}

static void serve_request(struct agent* agent) {
    union kiln_request request;
    int fds[MOST_CONFIGURE_FDS + 1], count;
    const ssize_t got =
        receive(kSocket, &request, sizeof request, fds, (int)(sizeof fds / sizeof *fds), &count);
    if (got == 0) _exit(0);
    struct fault fault = check_request(&request, got, count);
    if (fault.step != NULL) give_up(fault);
    const struct kiln_event pong = {.kind = KILN_PONG, .cell = agent->cell.id};
    switch (request.head.kind) {
        case KILN_CONFIGURE:
            configure(agent, &request.configure, fds, count);
            break;
        case KILN_MAKE_CELL:
            fault = make_cell(agent, request.make_cell.cell, request.make_cell.runtime);
            if (fault.step != NULL)
                send_fault(kSocket, KILN_AGENT_FAILED, request.make_cell.cell, fault);
            break;
        case KILN_RUNTIME:
            take_runtime(agent, &request.runtime, count > 0 ? fds[0] : -1);
            break;
        case KILN_KILL_CELL:
            kill_cell(agent, request.kill_cell.cell);
            break;
        case KILN_PING:
            if (send_event(kSocket, &pong, NULL, 0) != 0) give_up(fault_now("answer a ping"));
            break;
    }
}

int main(void) {
    /* 1 Die with the spawner, whatever happens to the engine (cleared by id changes: last ones
     *   were before our execve). */
    if (prctl(PR_SET_PDEATHSIG, SIGKILL, 0, 0, 0) != 0) _exit(1);
    /* 2 We inherit 0, 1, 2 (the container's /dev/null) and the socket, and nobody inherits that
     *   from us: a program that had it could speak in our name. */
    if (close_range(kSocket + 1, ~0u, 0) != 0) give_up(fault_now("close_range"));
    if (fcntl(kSocket, F_SETFD, FD_CLOEXEC) != 0) give_up(fault_now("keep the agent socket"));
    /* 3 What holds also for an agent that was taken over. */
    static struct agent agent;
    struct fault fault = raise_fence();
    if (fault.step == NULL) fault = start_raiser(&agent.raiser);
    if (fault.step == NULL) fault = open_home();
    if (fault.step == NULL) fault = give_up_capability(CAP_NET_ADMIN);
    if (fault.step == NULL) fault = give_up_capability(CAP_SYS_PTRACE);
    if (fault.step != NULL) give_up(fault);
    /* 4 Deaths arrive as readable data, beside requests. */
    sigset_t child;
    sigemptyset(&child);
    sigaddset(&child, SIGCHLD);
    if (sigprocmask(SIG_BLOCK, &child, NULL) != 0) give_up(fault_now("sigprocmask"));
    const int deaths = signalfd(-1, &child, SFD_CLOEXEC | SFD_NONBLOCK);
    if (deaths < 0) give_up(fault_now("signalfd"));

    enum { kFirst = 3 };
    struct pollfd waits[kFirst + KILN_MAX_RUNTIMES] = {{.fd = kSocket, .events = POLLIN},
                                                       {.fd = deaths, .events = POLLIN}};
    for (;;) {
        const int clearing = agent.base.phase == BASE_CLEARING;
        waits[2] = (struct pollfd){.fd = clearing ? agent.base.channel : -1, .events = POLLIN};
        for (unsigned i = 0; i < KILN_MAX_RUNTIMES; i++)
            waits[kFirst + i] = (struct pollfd){
                .fd = agent.runtimes[i].pid > 0 ? agent.runtimes[i].socket : -1, .events = POLLIN};
        const int ready = poll(waits, kFirst + KILN_MAX_RUNTIMES, clearing ? kPatience : -1);
        if (ready < 0) {
            if (errno != EINTR) give_up(fault_now("poll"));
            continue;
        }
        if (ready == 0) kill(agent.base.init, SIGKILL);
        struct signalfd_siginfo drained;
        while (read(deaths, &drained, sizeof drained) > 0) {
        }
        if (waits[2].revents != 0) hear_base(&agent.base);
        if (clearing && agent.base.phase == BASE_FREE) bury_cell(&agent, 0);
        report_deaths(&agent);
        for (unsigned i = 0; i < KILN_MAX_RUNTIMES; i++)
            if (waits[kFirst + i].revents != 0 && agent.runtimes[i].pid > 0)
                hear_runtime(&agent.runtimes[i]);
        if (waits[0].revents != 0) serve_request(&agent);
    }
}
