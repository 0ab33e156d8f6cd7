/* How a process comes into a cell: of the agent's for a cold start, of a warm runtime's at its gate
 * (worker-image/gate). Both have the agent's rights until then. */
#ifndef KILN_AGENT_GO_BETWEEN_H
#define KILN_AGENT_GO_BETWEEN_H

#include "arrival.h"
#include "cell.h"

/* Forks a process into the cell that `way` leads to: as pid KILN_PROGRAM_PID there, a child of the
 * cell's init, in the cell's groups and namespaces, and with every right of the caller's still. Returns
 * 1 in it, 0 in the caller. What fails is told to the engine by `place`, -1 where also the caller
 * cannot go on. `own_pids`: the caller's own pid namespace, which its children have again then. */
int fork_into_cell(const struct cell_config* config, const struct way* way, int own_pids,
                   const struct place* place);

#endif
