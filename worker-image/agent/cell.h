/* A cell: where one step runs. Made by the agent, thrown away whole. */
#ifndef KILN_AGENT_CELL_H
#define KILN_AGENT_CELL_H

#include <linux/filter.h>
#include <sys/types.h>

#include "channel.h"
#include "requests.h"

struct runtime;

/* What CONFIGURE said: the same for every cell of this container. */
struct cell_config {
    uint64_t tmpfs_bytes;
    uint64_t tmpfs_inodes;
    uint32_t descriptors;        /* RLIMIT_NOFILE of programs */
    uint32_t flags;              /* enum kiln_configure_flags */
    struct sock_fprog seccomp;   /* len 0: no filter */
    int attach[MOST_ATTACH_FDS]; /* v1 tasks files of the cell's groups, or one v2 directory */
    int attach_runtime[MOST_ATTACH_FDS]; /* the same of those for runtimes that fork */
    int attach_count;                    /* of each */
    int raiser;                          /* of start_raiser() */
    const struct runtime*
        runtime; /* of the cell to be made: a running or a waiting one; NULL: none */
};

/* Starts a cell: its init in fresh pid, mount, ipc, net, uts and cgroup namespaces, and below it
 * the future program, stripped of every right, waiting for its job. Returns the init's pid, to be
 * reaped by the caller; `engine_ends` are the job and control sockets for the engine, owned by the
 * caller. The cell tells the engine itself when it is ready, or why not.
 * On a fault: -1, nothing is left. */
pid_t start_cell(const struct cell_config* config, uint64_t cell, int engine_ends[2],
                 struct fault* fault);

/* cell_ipc.c, of the agent. The ipc namespace of a cell, -1 on a fault; and when all of the cell's
 * processes are gone, removal of what they left in it and is counted for their user. */
int open_ipc_of(pid_t init);
struct fault empty_ipc(int ipc);

/* ---- of the agent, before it has heard anything ------------------------------------------------- */

/* network.c: starts the process that raises loopback in cells; `requests` is the way to it, owned by the
 * caller. When that ends, it does. */
struct fault start_raiser(int* requests);

/* ---- the steps of a cell's life, each in its own file; all run inside the new namespaces ---- */

/* cell_mounts.c: /proc with masks, the three writable file systems, pseudo terminals. */
struct fault mount_cell(const struct cell_config* config);

/* network.c: loopback, raised. */
struct fault raise_loopback(const struct cell_config* config);

/* cell_init.c: pid 1 of the cell, after the mounts: forks the job child, keeps only the right to
 * kill, reports the child's end, hands out artefacts, exits. `job_socket` -1: a warm runtime sends
 * the child. Never returns. */
_Noreturn void run_cell_init(const struct cell_config* config, uint64_t cell, int job_socket,
                             int control_socket);

/* strip.c: takes every right from the future program for good, and makes its pipes: out[1] and
 * err[1] are its own ends, out[0] and err[0] the engine's. */
struct fault strip(const struct cell_config* config, int out[2], int err[2]);

/* job.c: pid 2 of the cell: drops every right, announces itself on `job_socket`, waits for a job,
 * becomes it. Never returns. */
_Noreturn void run_job_child(const struct cell_config* config, uint64_t cell, int job_socket);

#endif
