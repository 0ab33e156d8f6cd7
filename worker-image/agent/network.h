/* The network namespace of a container's cells, one after the other. */
#ifndef KILN_AGENT_NETWORK_H
#define KILN_AGENT_NETWORK_H

#include "channel.h"

enum { kMostCounterFiles = 16, kMostCounterBytes = 64 << 10 };

struct network {
    int space; /* the namespace, a descriptor; valid while there is one */
    int exists;
    int files[kMostCounterFiles]; /* of its counters, open for reading */
    unsigned count;
    unsigned size; /* of what they said when it was new */
    char fresh[kMostCounterBytes];
};

/* Of the agent. There is one afterwards that shows nothing of whoever had it before: the same, if all of
 * its counters stand where they stood when it was new, or another. `raiser`: of raiser.h. */
struct fault freshen_network(struct network* network, int raiser);

#endif
