/* The agent's own namespaces, which it leaves for a moment where it makes those of a cell. */
#ifndef KILN_AGENT_SPACES_H
#define KILN_AGENT_SPACES_H

#include "channel.h"

/* Once, before all else here. */
struct fault open_home(void);

/* The namespace that the caller, the agent, is in now: "mnt", "ipc" or "net". Owned by the caller; -1
 * with errno. By a folder that was opened at home: in a cell's mounts /proc shows other pids. */
int open_current(const char* name);

/* The agent's own, for its lifetime. */
int own_pids(void);

/* Back into the agent's own mount, ipc and network namespaces. An agent that cannot is of no use. */
struct fault go_home(void);

#endif
