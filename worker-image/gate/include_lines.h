/* A warm compiler knows its headers by the lines of its stub: one header a line. */
#ifndef KILN_GATE_INCLUDE_LINES_H
#define KILN_GATE_INCLUDE_LINES_H

#include <stddef.h>

#include "pool/protocol/preamble.h"

/* Writes the compiler's messages to descriptor 2, with the source's own lines in the "from SOURCE:N"
 * of include stacks that begin in the preamble. A line of the source's own can not be meant: it
 * stands further down than there are headers. */
void show_messages(const char* text, size_t size, const char* source,
                   const struct kiln_preamble* preamble);

#endif
