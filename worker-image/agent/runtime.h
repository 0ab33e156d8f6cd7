/* Warm runtimes: interpreters and compilers that have already started when a job comes.
 *
 * One that forks lives beside the container's cells, with the agent's rights, and reads nothing
 * that a job wrote; one that waits is started in each cell, by the stripped future program itself.
 * What both do at their gate is worker-image/gate. */
#ifndef KILN_AGENT_RUNTIME_H
#define KILN_AGENT_RUNTIME_H

#include <linux/filter.h>
#include <sys/types.h>

#include "channel.h"
#include "pool/protocol/gate_environment.h"
#include "requests.h"

struct cell;
struct cell_config;

enum { kMostRuntimeWords = KILN_MAX_RUNTIME_WORDS };

struct runtime {
    uint32_t number;
    uint32_t mode; /* enum kiln_runtime_mode; 0: there is none */
    uint64_t stack_bytes;
    uint32_t argc;
    char* directory;                   /* points into words, as all these do */
    char* argv[kMostRuntimeWords + 1]; /* NULL-terminated, */
    char* envp[kMostRuntimeWords + 1]; /* here after one place for the gate's own variable */
    char words[KILN_WORDS_SIZE];
    /* Of one that forks: */
    pid_t pid;  /* 0: not running */
    int socket; /* the agent's end of the gate socket; valid while it runs */
    int up;     /* it stands at its gate */
};

/* What a runtime that forks is given beside its words: the filter of its children, and a file or -1. */
struct runtime_files {
    int seccomp;
    int file;
};

/* Takes a RUNTIME request: ends what had its number, and starts the new one if it forks; where the
 * kernel refuses that it has no pid. A fault: the request is none. */
struct fault set_runtime(struct runtime* runtime, const struct kiln_runtime* request,
                         const struct cell_config* config, struct runtime_files files);

/* Ends it, if it runs. Its wait status (wait(2)). */
int end_runtime(struct runtime* runtime);

/* Asks a runtime that stands at its gate to fork a child into the cell, whose init has heard of it. On
 * success the future program will be pid KILN_PROGRAM_PID of the cell and has `job_socket`, which stays
 * the caller's. */
struct fault ask_runtime(const struct runtime* runtime, const struct cell_config* config,
                         const struct cell* cell, int job_socket);

#endif
