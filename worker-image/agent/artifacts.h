/* Handing out what a job left, after its end. */
#ifndef KILN_AGENT_ARTIFACTS_H
#define KILN_AGENT_ARTIFACTS_H

#include "channel.h"

/* Answers one FETCH request on `control` with a file below `box`, the cell's KILN_BOX. 0 at end of file,
 * or at a message that is no request: there is nothing more to answer then. For the cell's init, when no
 * process of the job is left to race with. `flags`: enum kiln_configure_flags. */
int serve_artifact(uint32_t flags, int control, int box, uint64_t cell);

#endif
