/* The preamble of a C or C++ source: its leading #include <...> lines, with blank lines and comments
 * between. The engine looks whether a warm compiler has read it already, the compiler's gate where it
 * ends; both must say the same. */
#ifndef KILN_POOL_PROTOCOL_PREAMBLE_H
#define KILN_POOL_PROTOCOL_PREAMBLE_H

#include <stddef.h>

#ifdef __cplusplus
extern "C" {
#endif

#define KILN_MAX_HEADERS 32u

struct kiln_preamble {
    size_t end;      /* where the line after the last header begins */
    unsigned lines;  /* how many lines that is */
    unsigned count;  /* of headers */
    unsigned header_line[KILN_MAX_HEADERS]; /* on which line each stands, from 1 */
};

/* Whether the source includes exactly `headers` ("bits/stdc++.h", or several with commas between)
 * first, in this order, in a way that leaves no doubt: no macro, pragma, condition, line splice or
 * quoted name before. Further includes may follow; they are no part of it. Where the rest asks for
 * something that only the main file itself answers rightly (#include_next, #pragma once, #pragma
 * GCC system_header), the answer is no. Fills `preamble` where it is yes. */
int kiln_has_preamble(const char *source, size_t size, const char *headers,
                      struct kiln_preamble *preamble);

#ifdef __cplusplus
}
#endif

#endif
