/* Theory of operation. The agent makes a cell out of its base by itself, for a moment in the cell's
 * namespaces, where nobody else is yet:
 *
 *   1 into the base's mounts; what the last cell looked up in /proc is forgotten
 *   2 fresh mount and ipc namespaces; /box, /tmp, /dev/shm, /dev/pts
 *   3 home, with descriptors of what it made
 *   4 the init hears of the cell, before there is a process in it
 *   5 a warm runtime, or the agent itself, forks the future program into it
 */
#include "cell.h"

#include <fcntl.h>
#include <sched.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base.h"
#include "close_rest.h"
#include "go_between.h"
#include "runtime.h"
#include "spaces.h"

/* Steps 1 and 2. */
static struct fault unshare_cell(const struct cell_config* config, const struct base* base) {
    if (setns(base->mounts, CLONE_NEWNS) != 0) return fault_now("enter a base's mounts");
    const struct fault fault = forget_proc();
    if (fault.step != NULL) return fault;
    const int ipc = KILN_WITHOUT(config->flags, KILN_WITHOUT_IPC) ? 0 : CLONE_NEWIPC;
    if (unshare(CLONE_NEWNS | ipc) != 0) return fault_now("unshare a cell's namespaces");
    return mount_cell(config);
}

static struct fault open_way(struct way* way, int* box) {
    way->mounts = open_current("mnt");
    way->ipc = open_current("ipc");
    *box = open(KILN_BOX, O_PATH | O_DIRECTORY | O_CLOEXEC);
    return way->mounts < 0 || way->ipc < 0 || *box < 0 ? fault_now("open a cell") : FINE;
}

/* Steps 1 to 3. */
static struct fault make_spaces(const struct cell_config* config, const struct base* base,
                                struct way* way, int* box) {
    struct fault fault = unshare_cell(config, base);
    if (fault.step == NULL) fault = open_way(way, box);
    const struct fault back = go_home();
    return fault.step != NULL ? fault : back;
}

static struct fault tell_init(const struct base* base, uint64_t id, int control, int box) {
    const int fds[2] = {control, box};
    return tell_base(base, BASE_CELL, id, fds, 2);
}

/* Step 5. A runtime that cannot be asked is no fault: the program then starts cold. */
static struct fault place_program(const struct cell_config* config, const struct cell* cell,
                                  const struct runtime* runtime, int job_socket) {
    const int forks = runtime != NULL && runtime->mode == KILN_RUNTIME_FORKS;
    if (forks && ask_runtime(runtime, config, cell, job_socket).step == NULL) return FINE;
    const struct place place = {cell->id, job_socket, 0, 0};
    const int in_program = fork_into_cell(config, &cell->way, own_pids(), &place);
    if (in_program < 0) return fault_now("have children of its own again");
    if (in_program == 0) return FINE;
    const struct fault fault = close_rest(job_socket, job_socket);
    if (fault.step != NULL) fail_job(&place, fault, 126);
    run_job_child(config, forks ? NULL : runtime, cell->id, job_socket);
}

static void close_if_open(int fd) {
    if (fd >= 0) close(fd);
}

struct fault start_cell(const struct cell_config* config, const struct base* base, int network,
                        const struct runtime* runtime, uint64_t id, struct cell* cell,
                        int engine_ends[2]) {
    int job[2] = {-1, -1}, control[2] = {-1, -1}, box = -1;
    *cell = (struct cell){id, {base->pidfd, -1, -1, network}};
    struct fault fault = FINE;
    if (socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, job) != 0 ||
        socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, control) != 0)
        fault = fault_now("socketpair for a cell");
    if (fault.step == NULL) fault = make_spaces(config, base, &cell->way, &box);
    if (fault.step == NULL) fault = tell_init(base, id, control[1], box);
    close_if_open(control[1]);
    close_if_open(box);
    if (fault.step == NULL) fault = place_program(config, cell, runtime, job[1]);
    close_if_open(job[1]);
    engine_ends[0] = job[0];
    engine_ends[1] = control[0];
    if (fault.step == NULL) return FINE;
    close_if_open(job[0]);
    close_if_open(control[0]);
    close_if_open(cell->way.mounts);
    close_if_open(cell->way.ipc);
    close_if_open(network);
    return fault;
}

struct fault leave_cell(const struct cell_config* config, struct cell* cell) {
    const int own_ipc = !KILN_WITHOUT(config->flags, KILN_WITHOUT_IPC);
    const struct fault fault = own_ipc ? empty_ipc(cell->way.ipc) : FINE;
    close(cell->way.ipc);
    close(cell->way.mounts);
    close(cell->way.network);
    return fault;
}
