#include "arrival.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/close_range.h>
#include <signal.h>
#include <sys/resource.h>
#include <unistd.h>

static int limit_softly(__rlimit_resource_t resource, rlim_t soft, rlim_t hard) {
    const struct rlimit both = {soft, hard};
    return setrlimit(resource, &both);
}

static int limit(__rlimit_resource_t resource, rlim_t value) {
    return limit_softly(resource, value, value);
}

static struct fault set_job_limits(const struct kiln_job* job) {
    if (limit_softly(RLIMIT_STACK, job->stack_bytes, job->most_stack_bytes) != 0)
        return fault_now("limit the stack");
    if (limit(RLIMIT_FSIZE, job->file_bytes) != 0) return fault_now("limit the file size");
    if (job->cpu_seconds != 0 && limit(RLIMIT_CPU, job->cpu_seconds) != 0)
        return fault_now("limit the CPU time");
    if (job->data_bytes != 0 && limit(RLIMIT_DATA, job->data_bytes) != 0)
        return fault_now("limit the data size");
    if (job->processes != 0 && limit(RLIMIT_NPROC, job->processes) != 0)
        return fault_now("limit the processes");
    return FINE;
}

struct fault announce(const struct place* place, const int out[2], const int err[2]) {
    if (dup2(out[1], 1) < 0 || dup2(err[1], 2) < 0) return fault_now("dup2");
    const struct kiln_event ready = {.kind = KILN_CELL_READY,
                                     .cell = place->cell,
                                     .runtime = (uint32_t)place->runtime,
                                     .size = place->held};
    const int read_ends[2] = {out[0], err[0]};
    if (send_event(place->job_socket, &ready, read_ends, 2) != 0) return fault_now("announce");
    close(out[0]);
    close(out[1]);
    close(err[0]);
    close(err[1]);
    return FINE;
}

/* Opened here, in the cell: a descriptor of the engine's would be the host's own device. */
static int open_input(const struct kiln_job* job, const int* fds) {
    if ((job->flags & KILN_JOB_NO_INPUT) == 0) return fds[1];
    return open("/dev/null", O_RDONLY | O_CLOEXEC);
}

struct fault await_job(const struct place* place, struct arrival* arrival) {
    int fds[2 + KILN_MAX_FILE_FDS], count;
    const int most = (int)(sizeof fds / sizeof *fds);
    const ssize_t got =
        receive(place->job_socket, &arrival->job, sizeof arrival->job, fds, most, &count);
    if (got == 0) _exit(0);
    struct fault fault = check_job(&arrival->job, got, count);
    if (fault.step == NULL) fault = unpack_job(&arrival->job, fds, count, &arrival->words);
    if (fault.step == NULL) fault = set_job_limits(&arrival->job);
    const int input = fault.step == NULL ? open_input(&arrival->job, fds) : -1;
    if (fault.step == NULL && (input < 0 || dup2(input, 0) < 0)) fault = fault_now("open stdin");
    if (input >= 0 && (arrival->job.flags & KILN_JOB_NO_INPUT) != 0) close(input);
    for (int i = 0; i < count; i++) close(fds[i]);
    return fault;
}

void reset_signals(void) {
    sigset_t none;
    sigemptyset(&none);
    for (int number = 1; number < NSIG; number++) signal(number, SIG_DFL);
    sigprocmask(SIG_SETMASK, &none, NULL);
}

struct fault execute(const struct job_words* words) {
    reset_signals();
    /* Whatever flag a descriptor has (Node marks its own streams): the program gets 0, 1 and 2. */
    for (int fd = 0; fd < 3; fd++)
        if (fcntl(fd, F_SETFD, 0) != 0) return fault_now("keep a stream over execve");
    if (close_range(3, ~0u, CLOSE_RANGE_CLOEXEC) != 0) return fault_now("close_range");
    execve(words->argv[0], words->argv, words->envp);
    return fault_now(KILN_STEP_EXECUTE);
}

void fail_job(const struct place* place, struct fault fault, int status) {
    send_fault(place->job_socket, KILN_CELL_FAILED, place->cell, fault);
    _exit(status);
}
