/* The network namespace of a cell. */
#ifndef KILN_AGENT_NETWORK_H
#define KILN_AGENT_NETWORK_H

#include "channel.h"

/* Of the agent. A new one, where lo is up and nothing else is; `network` is the caller's to close, -1 on
 * a fault. It is not kept from one cell to the next, though that would spare a sixth of a cell: its
 * counters tell whether a program used it, and one that stays unless it was used says so by its number in
 * /proc/self/ns. `raiser`: of raiser.h. */
struct fault make_network(int raiser, int* network);

#endif
