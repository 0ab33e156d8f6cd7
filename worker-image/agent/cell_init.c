/* Theory of operation. Pid 1 of a cell. Its death kills every process of the cell, at once and
 * without exception (pid_namespaces(7)), so it must outlive the program and be out of its reach:
 * another user id, out of sight (hidepid), and last in the kernel's choice when memory runs out.
 *
 *   1 fork the job child, which strips itself and waits
 *   2 keep CAP_KILL and nothing else
 *   3 reap until the child has ended; kill whatever else there is; report; reap the rest
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

static uint64_t microseconds(struct timeval t) {
    return (uint64_t)t.tv_sec * 1000000u + (uint64_t)t.tv_usec;
}

static void report_exit(int control, uint64_t cell, int status, const struct rusage *used) {
    struct kiln_event event = {.kind = KILN_CELL_EXITED,
                               .cell = cell,
                               .status = status,
                               .user_us = microseconds(used->ru_utime),
                               .system_us = microseconds(used->ru_stime),
                               .maxrss_kb = (uint64_t)used->ru_maxrss};
    (void)send_event(control, &event, NULL, 0);
}

static void reap_until_exit(int control, uint64_t cell, pid_t child) {
    int status = 0;
    struct rusage used = {0};
    pid_t ended;
    do ended = wait4(-1, &status, 0, &used);
    while (ended != child && (ended > 0 || errno == EINTR));
    /* At once, before the report: nobody is left to touch what the engine may ask for then. kill(-1)
     * from pid 1 reaches every other process of the namespace, and a fork in progress fails on its
     * pending signal: one call is enough (kernel/fork.c, copy_process). */
    (void)kill(-1, SIGKILL);
    if (ended == child) report_exit(control, cell, status, &used);
    while (wait4(-1, NULL, 0, NULL) > 0 || errno == EINTR) {
    }
}

void run_cell_init(const struct cell_config *config, uint64_t cell, int job_socket,
                   int control_socket) {
    const pid_t child = fork();
    if (child == 0) {
        close(control_socket);
        run_job_child(config, cell, job_socket);
    }
    struct fault fault = child < 0 ? fault_now("fork the job child") : FINE;
    close(job_socket);
    if (fault.step == NULL) fault = bound_capabilities(CAP_KILL);
    if (fault.step == NULL) fault = drop_capabilities(CAP_KILL);
    if (fault.step != NULL) {
        send_fault(control_socket, KILN_CELL_FAILED, cell, fault);
        _exit(1);
    }
    reap_until_exit(control_socket, cell, child);
    serve_artifacts(config->flags, control_socket, cell);
    _exit(0);
}
