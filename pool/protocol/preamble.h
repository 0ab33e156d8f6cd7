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

/* One #include <NAME> or #define of a source: from its '#' to its line's end, without that. */
struct kiln_directive {
    size_t at;
    size_t size;
    int includes;
};

#define KILN_MAX_DIRECTIVES 64u

struct kiln_directives {
    size_t end;      /* where the line after the last of them begins */
    unsigned count;
    unsigned includes; /* how many of them include */
    struct kiln_directive each[KILN_MAX_DIRECTIVES];
};

/* The #include <NAME> and #define lines that a source begins with, up to the last of the includes,
 * in the same way free of doubt; all that they lead to is decided by their text. 0 where there is no
 * include, where they are too many, or where the rest asks for what only the main file answers. */
int kiln_leading_directives(const char *source, size_t size, struct kiln_directives *found);

#ifdef __cplusplus
}
#endif

#endif
