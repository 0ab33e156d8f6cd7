/* A runtime's own descriptors over a fork. A child shares the open file of each with the runtime and
 * with every other child, so that one job could read what another wrote: each gets one of its own
 * kind, at the same number, before a job comes. */
#ifndef KILN_GATE_DESCRIPTORS_H
#define KILN_GATE_DESCRIPTORS_H

#include "worker-image/agent/channel.h"

/* In the runtime: looks at all from 3 up to, but without, `end`. Fails if one is of a kind that cannot
 * be made anew. */
struct fault list_descriptors(int end);

/* In a child: closes those from 3 up to, but without, `end` that were not listed. */
struct fault close_unlisted(int end);

/* In a child. Descriptors that have become others since (an atfork handler's work) stay as they are. */
struct fault renew_descriptors(void);

/* In a child that goes on as the runtime's program: the soft limit of descriptors is the hard one, if
 * the runtime had raised its own so (Node does). */
void raise_limit(void);

#endif
