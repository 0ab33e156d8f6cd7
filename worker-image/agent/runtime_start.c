#include "runtime_start.h"

#include <fcntl.h>
#include <linux/close_range.h>
#include <stdio.h>
#include <string.h>
#include <sys/resource.h>
#include <unistd.h>

#include "arrival.h"

struct fault become_runtime(const struct runtime* runtime, char* variable) {
    char* envp[kMostRuntimeWords + 1];
    memcpy(envp, runtime->envp, sizeof envp);
    envp[0] = variable;
    /* The soft limit only: the next job may bring a higher one. */
    struct rlimit stack;
    if (getrlimit(RLIMIT_STACK, &stack) != 0) return fault_now("read the stack limit");
    stack.rlim_cur = runtime->stack_bytes;
    if (setrlimit(RLIMIT_STACK, &stack) != 0) return fault_now("limit a runtime's stack");
    reset_signals();
    execve(runtime->argv[0], runtime->argv, envp);
    return fault_now("execve of a runtime");
}

int move_to(int fd, int number) {
    if (fd == number) return fcntl(fd, F_SETFD, 0);
    return dup3(fd, number, 0);
}

int keep_descriptors(unsigned first, unsigned end) {
    return close_range(3, first - 1, CLOSE_RANGE_CLOEXEC) != 0 ||
                   close_range(end, ~0u, CLOSE_RANGE_CLOEXEC) != 0
               ? -1
               : 0;
}

struct fault become_waiting_runtime(const struct runtime* runtime, const struct place* place) {
    if (move_to(place->job_socket, KILN_GATE_JOB_SOCKET) < 0)
        return fault_now("move the job socket");
    if (keep_descriptors(KILN_GATE_JOB_SOCKET, KILN_GATE_JOB_SOCKET + 1) != 0)
        return fault_now("close_range");
    char variable[128];
    if (chdir(runtime->directory) != 0) return fault_now("chdir to a runtime's folder");
    snprintf(variable, sizeof variable, KILN_GATE_VARIABLE "=%u %u 0 0 %llu 0", runtime->mode,
             runtime->number, (unsigned long long)place->cell);
    return become_runtime(runtime, variable);
}
