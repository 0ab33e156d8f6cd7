/* A job's arrival in the process that is to run it: the same for a cold start (job.c) and for a
 * warm runtime at its gate (worker-image/gate). All of it runs in the cell, without any right. */
#ifndef KILN_AGENT_ARRIVAL_H
#define KILN_AGENT_ARRIVAL_H

#include "cell.h"
#include "job_files.h"

/* Where a future program stands. */
struct place {
    uint64_t cell;
    int job_socket;
    int runtime;   /* its warm runtime's number; 0: none */
    uint64_t held; /* bytes it has of that runtime which its cell is not charged for */
};

struct arrival {
    struct kiln_job job;
    struct job_words words;
};

/* Makes the program's pipes its descriptors 1 and 2 and tells the engine that it is ready, with
 * the read ends. */
struct fault announce(const struct place* place, const int out[2], const int err[2]);

/* Waits for the job; when it is there its files are, its limits hold and its input is descriptor
 * 0. Exits with status 0 if the engine wants nothing of this cell any more. */
struct fault await_job(const struct place* place, struct arrival* arrival);

/* Signals as a fresh process has them: the agent blocks some, and an ignored one stays ignored
 * across execve. */
void reset_signals(void);

/* Becomes the job's command. Returns only on a fault. */
struct fault execute(const struct job_words* words);

/* Tells the engine why there will be no program, and ends. */
_Noreturn void fail_job(const struct place* place, struct fault fault, int status);

#endif
