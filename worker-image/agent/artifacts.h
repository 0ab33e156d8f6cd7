/* Handing out what a job left, after its end. */
#ifndef KILN_AGENT_ARTIFACTS_H
#define KILN_AGENT_ARTIFACTS_H

#include "channel.h"

/* Answers FETCH requests on `control`, each once, until END, end of file, or a message that is
 * no request. For the cell's init, when no process of the job is left to race with. `flags`: enum
 * kiln_configure_flags. */
void serve_artifacts(uint32_t flags, int control, uint64_t cell);

#endif
