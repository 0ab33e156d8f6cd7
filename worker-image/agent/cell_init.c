/* Theory of operation. Pid 1 of a cell. Its death kills every process of the cell, at once and
 * without exception (pid_namespaces(7)), so it must outlive the program and be out of its reach:
 * another user id, out of sight (hidepid), and last in the kernel's choice when memory runs out.
 *
 *   1 fork the job child, which strips itself and waits; unless a warm runtime sends one
 *   2 keep CAP_KILL and nothing else
 *   3 reap until the child has ended; kill whatever else there is; report the end, for the clock;
 *     reap the rest; report that nobody is left, for the output: a killed process may still be inside
 *     a write
 *   4 hand out artefacts, now that no process of the job is left to race with; exit
 */
#include <errno.h>
#include <linux/capability.h>
#include <signal.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include "artifacts.h"
#include "cell.h"
#include "pool/protocol/gate_environment.h"
#include "rights.h"

static uint64_t microseconds(struct timeval t) {
    return (uint64_t)t.tv_sec * 1000000u + (uint64_t)t.tv_usec;
}

static void report_end(int control, enum kiln_event_kind kind, uint64_t cell, int status,
                       const struct rusage* used) {
    struct kiln_event event = {.kind = (uint32_t)kind,
                               .cell = cell,
                               .status = status,
                               .user_us = microseconds(used->ru_utime),
                               .system_us = microseconds(used->ru_stime),
                               .maxrss_kb = (uint64_t)used->ru_maxrss};
    (void)send_event(control, &event, NULL, 0);
}

/* Until the program has ended. By SIGCHLD, which the agent blocked: while a warm runtime's child is
 * on its way there may be nobody to wait for. */
static int await_end(pid_t program, int* status, struct rusage* used) {
    sigset_t child;
    sigemptyset(&child);
    sigaddset(&child, SIGCHLD);
    for (;;) {
        pid_t ended;
        while ((ended = wait4(-1, status, WNOHANG, used)) > 0)
            if (ended == program) return 1;
        if (sigwaitinfo(&child, NULL) < 0 && errno != EINTR) return 0;
    }
}

static void reap_until_exit(int control, uint64_t cell, pid_t program) {
    int status = 0;
    struct rusage used = {0};
    const int ended = await_end(program, &status, &used);
    /* At once, before the report: nobody is left to touch what the engine may ask for then. kill(-1)
     * from pid 1 reaches every other process of the namespace, and a fork in progress fails on its
     * pending signal: one call is enough (kernel/fork.c, copy_process). */
    const int alone = kill(-1, SIGKILL) != 0 && errno == ESRCH;
    if (ended && !alone) report_end(control, KILN_CELL_EXITED, cell, status, &used);
    while (wait4(-1, NULL, 0, NULL) > 0 || errno == EINTR) {
    }
    if (ended) report_end(control, KILN_CELL_EMPTY, cell, status, &used);
}

void run_cell_init(const struct cell_config* config, uint64_t cell, int job_socket,
                   int control_socket) {
    pid_t program = KILN_PROGRAM_PID;
    if (job_socket >= 0) {
        program = fork();
        if (program == 0) {
            close(control_socket);
            run_job_child(config, cell, job_socket);
        }
        close(job_socket);
    }
    struct fault fault = program < 0 ? fault_now("fork the job child") : FINE;
    if (fault.step == NULL) fault = bound_capabilities(CAP_KILL);
    if (fault.step == NULL) fault = drop_capabilities(CAP_KILL);
    if (fault.step != NULL) {
        send_fault(control_socket, KILN_CELL_FAILED, cell, fault);
        _exit(1);
    }
    reap_until_exit(control_socket, cell, program);
    serve_artifacts(config->flags, control_socket, cell);
    _exit(0);
}
