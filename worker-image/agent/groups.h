/* The groups that a container's processes are counted in. */
#ifndef KILN_AGENT_GROUPS_H
#define KILN_AGENT_GROUPS_H

#include <linux/sched.h>

#include "cell.h"

/* The caller joins the groups behind `tasks`, those of cells or those of runtimes in `config`; nothing
 * to do where it was cloned into them. */
struct fault join_groups(const struct cell_config* config, const int* tasks);

/* Where that goes by clone3(2): whoever `args` make is born in them. */
void clone_into_groups(const struct cell_config* config, const int* tasks, struct clone_args* args);

#endif
