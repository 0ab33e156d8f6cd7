/* Theory of operation. A runtime that forks is started once for a container: a child of the agent
 * that gives itself the descriptors gate_environment.h lists and executes the runtime's command
 * with the gate library preloaded. The agent asks it for children by messages on its
 * socket, and its own word to the agent is that it has arrived at its gate. It has the agent's rights,
 * because it must enter cells; it reads nothing but those messages. */
#include "runtime.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/sched.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "cell.h"
#include "groups.h"
#include "runtime_start.h"

enum { kPidOfRuntime = 20000, kMostPids = 10 };

static struct fault refuse(void) {
    return (struct fault){"a runtime that is not one", EBADMSG};
}

/* Points argv and envp at the NUL-terminated words of the request. */
static struct fault take_words(struct runtime* runtime, const struct kiln_runtime* request) {
    if (request->argc == 0 || request->argc > kMostRuntimeWords ||
        request->envc > kMostRuntimeWords - 1)
        return refuse();
    memcpy(runtime->words, request->words, sizeof runtime->words);
    char* at = runtime->words;
    const char* end = runtime->words + sizeof runtime->words;
    for (uint32_t i = 0; i < 1 + request->argc + request->envc; i++) {
        char* stop = memchr(at, '\0', (size_t)(end - at));
        if (stop == NULL || stop == at) return refuse();
        if (i == 0)
            runtime->directory = at;
        else if (i <= request->argc)
            runtime->argv[i - 1] = at;
        else
            runtime->envp[i - request->argc] = at;
        at = stop + 1;
    }
    runtime->argv[request->argc] = NULL;
    runtime->envp[1 + request->envc] = NULL;
    runtime->argc = request->argc;
    return FINE;
}

/* The child: in the groups for runtimes, descriptors in place, everything else closed. */
static _Noreturn void start_runtime(const struct runtime* runtime, const struct cell_config* config,
                                    int socket, struct runtime_files files) {
    int out[2], err[2], high[3 + MOST_ATTACH_FDS];
    const int plain = 2 + config->attach_count, count = plain + (files.file >= 0);
    if (join_groups(config, config->attach_runtime).step != NULL) _exit(126);
    if (pipe2(out, O_CLOEXEC) != 0 || pipe2(err, O_CLOEXEC) != 0) _exit(126);
    if (dup2(out[1], 1) < 0 || dup2(err[1], 2) < 0) _exit(126);
    /* First out of the way of each other. The read ends of its pipes are gone after the execve:
     * what it says before a job comes is nobody's. */
    for (int i = 0; i < count; i++) {
        const int from = i == 0       ? socket
                         : i == 1     ? files.seccomp
                         : i == plain ? files.file
                                      : config->attach[i - 2];
        high[i] = fcntl(from, F_DUPFD_CLOEXEC, KILN_GATE_SOCKET + count);
        if (high[i] < 0) _exit(126);
    }
    for (int i = 0; i < count; i++)
        if (move_to(high[i], KILN_GATE_SOCKET + i) < 0) _exit(126);
    if (keep_descriptors(KILN_GATE_SOCKET, (unsigned)(KILN_GATE_SOCKET + count)) != 0) _exit(126);
    if (chdir(runtime->directory) != 0) _exit(126);
    char variable[128];
    snprintf(variable, sizeof variable, KILN_GATE_VARIABLE "=%u %u %u %d 0 %d", runtime->mode,
             runtime->number, config->flags, config->attach_count, files.file >= 0);
    (void)become_runtime(runtime, variable);
    _exit(127);
}

/* fork(2) with a pid of our choice, or one of the next where that is taken, and in the groups for
 * runtimes where that goes by clone: a program that comes of a runtime has another pid than that, by
 * which libraries tell that they were forked (OpenSSL's generator, which is seeded anew then). */
static pid_t fork_runtime(uint32_t number, const struct cell_config* config) {
    pid_t pid = kPidOfRuntime + (pid_t)number;
    struct clone_args args = {
        .exit_signal = SIGCHLD, .set_tid = (uintptr_t)&pid, .set_tid_size = 1};
    clone_into_groups(config, config->attach_runtime, &args);
    for (int tries = 0; tries < kMostPids; tries++, pid += (pid_t)KILN_MAX_RUNTIMES) {
        const pid_t forked = (pid_t)syscall(SYS_clone3, &args, sizeof args);
        if (forked >= 0 || errno != EEXIST) return forked;
    }
    return -1;
}

struct fault set_runtime(struct runtime* runtime, const struct kiln_runtime* request,
                         const struct cell_config* config, struct runtime_files files) {
    (void)end_runtime(runtime);
    memset(runtime, 0, sizeof *runtime);
    if (request->mode == 0) return FINE;
    const struct fault fault = take_words(runtime, request);
    if (fault.step != NULL) return fault;
    runtime->number = request->number;
    runtime->stack_bytes = request->stack_bytes;
    runtime->mode = request->mode;
    if (request->mode != KILN_RUNTIME_FORKS) return FINE;

    int ends[2];
    if (socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, ends) != 0) {
        runtime->mode = 0;
        return fault_now("socketpair for a runtime");
    }
    const pid_t pid = fork_runtime(runtime->number, config);
    if (pid == 0) start_runtime(runtime, config, ends[1], files);
    close(ends[1]);
    if (pid < 0) {
        close(ends[0]);
        runtime->mode = 0;
        return FINE;
    }
    runtime->pid = pid;
    runtime->socket = ends[0];
    return FINE;
}

int end_runtime(struct runtime* runtime) {
    int status = 0;
    if (runtime->pid <= 0) return status;
    kill(runtime->pid, SIGKILL);
    while (waitpid(runtime->pid, &status, 0) < 0 && errno == EINTR) {
    }
    close(runtime->socket);
    runtime->pid = 0;
    runtime->up = 0;
    return status;
}

struct fault ask_runtime(const struct runtime* runtime, const struct cell_config* config,
                         const struct cell* cell, int job_socket) {
    const struct kiln_join join = {KILN_PROTOCOL, runtime->number, cell->id, config->descriptors,
                                   0};
    const int fds[KILN_JOIN_FDS] = {cell->way.init, cell->way.mounts, cell->way.ipc,
                                    cell->way.network, job_socket};
    return send_message(runtime->socket, &join, sizeof join, fds, KILN_JOIN_FDS) == 0
               ? FINE
               : fault_now("ask a runtime for a child");
}
