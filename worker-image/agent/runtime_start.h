/* How a warm runtime is started, by a process that becomes it: one with the agent's rights, or the
 * stripped future program of a cell. */
#ifndef KILN_AGENT_RUNTIME_START_H
#define KILN_AGENT_RUNTIME_START_H

#include "runtime.h"

struct place;

/* Executes the runtime's command; the gate library reads `variable`. Returns only on a fault. */
struct fault become_runtime(const struct runtime* runtime, char* variable);

/* Gives a descriptor this number, to be had over the execve. -1 with errno. */
int move_to(int fd, int number);
/* Of those above 2 only these, `end` not among them, are had over the execve. -1 with errno. */
int keep_descriptors(unsigned first, unsigned end);

/* For the stripped future program of a cell: executes a runtime that waits. Returns only on a
 * fault. */
struct fault become_waiting_runtime(const struct runtime* runtime, const struct place* place);

#endif
