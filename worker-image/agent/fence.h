/* What no process of a container may do, its agent included. */
#ifndef KILN_AGENT_FENCE_H
#define KILN_AGENT_FENCE_H

#include "channel.h"

/* Loads the filter, for good; all that the caller forks or executes inherits it. Takes CAP_SYS_ADMIN in
 * the caller's user namespace, or no_new_privs (seccomp(2)). */
struct fault raise_fence(void);

#endif
