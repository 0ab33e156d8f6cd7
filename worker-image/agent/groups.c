#include "groups.h"

#include <unistd.h>

struct fault join_groups(const struct cell_config* config, const int* tasks) {
    if ((config->flags & KILN_ATTACH_BY_CLONE) == 0)
        for (int i = 0; i < config->attach_count; i++)
            if (write(tasks[i], "0", 1) != 1) return fault_now("enter the cell's cgroup");
    return FINE;
}

void clone_into_groups(const struct cell_config* config, const int* tasks,
                       struct clone_args* args) {
    if ((config->flags & KILN_ATTACH_BY_CLONE) == 0) return;
    args->flags |= CLONE_INTO_CGROUP;
    args->cgroup = (unsigned)tasks[0];
}
