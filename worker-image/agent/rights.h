/* Capabilities (capabilities(7)), given up for good. */
#ifndef KILN_AGENT_RIGHTS_H
#define KILN_AGENT_RIGHTS_H

#include "channel.h"

/* Both with `keep` a CAP_* number or -1: none.
 * The bounding set, so that no execve brings a capability back. Needs CAP_SETPCAP, so it comes
 * before ids change: leaving id 0 clears every capability. */
struct fault bound_capabilities(int keep);
/* All other sets, for good, and no_new_privs. */
struct fault drop_capabilities(int keep);

/* Keeps those of the mask, in all sets but the bounding one. 0, or -1 with errno. */
int keep_capabilities(unsigned long long mask);
/* In all sets, for good. */
struct fault give_up_capability(int capability);

#endif
