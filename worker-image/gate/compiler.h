/* GCC's cc1plus and cc1 at the gate. */
#ifndef KILN_GATE_COMPILER_H
#define KILN_GATE_COMPILER_H

#include "worker-image/agent/arrival.h"

/* In a compiler, told by KILN_GATE_HEADERS: before it forks, what it can do for every child. */
void warm_compiler(void);

/* Whether this is one. */
int is_compiler(void);

/* In its child, with the job there: a descriptor with what the compiler is to read on from, for its
 * open(2) to return. What it then leaves is assembled and linked when it exits. Executes the job's
 * command where the source does not fit. */
int compile_job(struct arrival* arrival);

#endif
