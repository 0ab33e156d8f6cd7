/* The base of a container's cells: what stays from one to the next, because making it is most of a
 * cell's price and nothing of it can be changed by a program. */
#ifndef KILN_AGENT_BASE_H
#define KILN_AGENT_BASE_H

#include <sys/types.h>

#include "cell.h"

enum base_phase {
    BASE_ABSENT,
    BASE_FREE,     /* no cell */
    BASE_TAKEN,    /* a cell */
    BASE_CLEARING, /* the init was told to let go of it */
};

struct base {
    enum base_phase phase;
    pid_t init;  /* the rest is valid unless it is absent */
    int pidfd;   /* of the init */
    int channel; /* to it */
    int mounts;  /* its mount namespace, which those of cells are copies of */
};

/* What the agent and the init say to each other; with BASE_CELL go two descriptors, the control socket and
 * the cell's KILN_BOX. */
enum base_word {
    BASE_READY = 1, /* init: here I am */
    BASE_CELL,      /* agent: a cell is to come */
    BASE_CLEAR,     /* agent: kill whoever is left in it, and let go of it */
    BASE_CLEARED,   /* init: I am the only process here */
};
struct base_message {
    uint32_t word; /* enum base_word */
    uint32_t reserved;
    uint64_t cell;
};

/* The agent's. Makes one, absent until now: clones the init into fresh pid, mount and uts namespaces and
 * the cell's group, and waits until it is ready. On a fault it is absent. */
struct fault make_base(const struct cell_config* config, struct base* base);

/* Whether it may have a second cell. Where all have one id a program may change the init's limits
 * (prlimit(2)), and a kernel without KILN_LAST_PID counts pids on: there each cell has its own. */
int base_can_stay(const struct cell_config* config);

/* Tells the init. The descriptors stay the caller's. */
struct fault tell_base(const struct base* base, enum base_word word, uint64_t cell, const int* fds,
                       int count);

/* What the init has said, without waiting: the phase is right then. */
void hear_base(struct base* base);

/* When the init is reaped: it is absent. */
void forget_base(struct base* base);

/* Kills and reaps it, too. */
void end_base(struct base* base);

#endif
