/* The process that raises loopback in network namespaces of cells, and can do nothing else. */
#ifndef KILN_AGENT_RAISER_H
#define KILN_AGENT_RAISER_H

#include "channel.h"

/* Starts it, before the agent has heard anything; `requests` is the way to it, owned by the caller. When
 * that ends, it does. */
struct fault start_raiser(int* requests);

/* Has lo raised in `network`, a descriptor that stays the caller's, and waits for that. */
struct fault raise_loopback(int raiser, int network);

#endif
