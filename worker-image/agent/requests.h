/* What the agent accepts: checks of what came in, before anything is done with it. */
#ifndef KILN_AGENT_REQUESTS_H
#define KILN_AGENT_REQUESTS_H

#include <sys/stat.h>

#include "channel.h"

#define MOST_ATTACH_FDS 8                            /* of a kind */
#define MOST_CONFIGURE_FDS (1 + 2 * MOST_ATTACH_FDS) /* seccomp, cells, runtimes */

/* Whether `got` bytes and `count` descriptors, as receive() gave them, are a request the agent
 * serves: version, kind, that kind's size, and exactly the descriptors that kind comes with. */
struct fault check_request(const union kiln_request* request, ssize_t got, int count);

/* How many instructions a seccomp program in a file like this holds; 0: none, no filter. Anything
 * the kernel would not load is a fault here, so that no odd size can end as "no filter". */
struct fault filter_length(const struct stat* about, unsigned short* length);

#endif
