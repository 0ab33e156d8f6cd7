/* Theory of operation. The future program of a cell that starts cold. It strips itself when the cell is
 * made, long before the job is known, and waits; a job is then one message. Where the cell is made
 * for a warm runtime that waits, it becomes that runtime first, and the job arrives at the
 * runtime's gate (worker-image/gate).
 */
#include <errno.h>
#include <fcntl.h>
#include <unistd.h>

#include "arrival.h"
#include "runtime_start.h"

void run_job_child(const struct cell_config* config, const struct runtime* waiting, uint64_t cell,
                   int job_socket) {
    const struct place place = {cell, job_socket, waiting != NULL ? (int)waiting->number : 0, 0};
    int out[2], err[2];
    struct fault fault = strip(config, out, err);
    if (fault.step == NULL) fault = announce(&place, out, err);
    if (fault.step != NULL) fail_job(&place, fault, 126);
    if (waiting != NULL) fail_job(&place, become_waiting_runtime(waiting, &place), 127);

    static struct arrival arrival;
    fault = await_job(&place, &arrival);
    if (fault.step == NULL) fault = execute(&arrival.words);
    fail_job(&place, fault, 127);
}
