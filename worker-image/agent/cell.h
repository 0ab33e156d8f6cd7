/* A cell: where one step runs. Made by the agent on a base (base.h), of which nothing but that is left
 * when it is over. */
#ifndef KILN_AGENT_CELL_H
#define KILN_AGENT_CELL_H

#include <linux/filter.h>
#include <sys/types.h>

#include "channel.h"
#include "requests.h"

struct base;
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
};

/* The way into a cell, descriptors all. */
struct way {
    int init;    /* a pidfd of the init's, which has the cell's pid, uts and cgroup namespaces */
    int mounts;  /* of the cell alone, */
    int ipc;     /* as this, */
    int network; /* and this */
};

struct cell {
    uint64_t id;
    struct way way;
};

/* Makes a cell on `base`, with `network`, which is its own from now on, and in it the future program, stripped of every right, waiting
 * for its job: a child of `runtime` where that is given and can be asked. `engine_ends` are the job and
 * control sockets for the engine, owned by the caller, as is `cell`, to be left by leave_cell(). The
 * program tells the engine itself when it is ready, or why not. On a fault nothing of the cell is left but
 * in the base, which is not to be used again. */
struct fault start_cell(const struct cell_config* config, const struct base* base, int network,
                        const struct runtime* runtime, uint64_t id, struct cell* cell,
                        int engine_ends[2]);

/* When all of its processes are gone: lets go of what it had, the ipc namespace emptied. */
struct fault leave_cell(const struct cell_config* config, struct cell* cell);

/* cell_ipc.c, of the agent: removal of what a dead cell left in its ipc namespace and is counted for its
 * user. */
struct fault empty_ipc(int ipc);

/* cell_mounts.c, in a base's mount namespace and in a cell's. */
struct fault mount_proc(void);
struct fault forget_proc(void);
struct fault mount_cell(const struct cell_config* config);

/* cell_init.c: pid 1 of the cells, once it has a base: keeps only the right to kill, and for one cell
 * after the other that the agent tells of by `channel` reports the program's end and hands out
 * artefacts. Never returns. */
_Noreturn void run_cell_init(const struct cell_config* config, int channel);

/* strip.c: takes every right from the future program for good, and makes its pipes: out[1] and
 * err[1] are its own ends, out[0] and err[0] the engine's. */
struct fault strip(const struct cell_config* config, int out[2], int err[2]);

/* job.c: the program of a cell that starts cold: drops every right, becomes `waiting` if that is a
 * runtime that waits, announces itself on `job_socket`, waits for a job, becomes it. Never returns. */
_Noreturn void run_job_child(const struct cell_config* config, const struct runtime* waiting,
                             uint64_t cell, int job_socket);

#endif
