/* What the agent holds is nobody else's: its socket above all, and the way into the groups. */
#ifndef KILN_AGENT_CLOSE_REST_H
#define KILN_AGENT_CLOSE_REST_H

#include "channel.h"

/* Closes every descriptor above 2 but these two, which may be the same. */
struct fault close_rest(int one, int other);

#endif
