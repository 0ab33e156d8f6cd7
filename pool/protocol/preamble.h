/* What a C or C++ source begins with. The engine looks whether a warm compiler has read it already,
 * the compiler's gate where that stands in the source; both must say the same. */
#ifndef KILN_POOL_PROTOCOL_PREAMBLE_H
#define KILN_POOL_PROTOCOL_PREAMBLE_H

#include <stddef.h>

#ifdef __cplusplus
extern "C" {
#endif

#define KILN_MAX_HEADERS 32u

struct kiln_line {
    size_t at; /* from its '#' */
    size_t size;
    unsigned line; /* from 1 */
};

struct kiln_preamble {
    unsigned count;                            /* of headers */
    struct kiln_line header[KILN_MAX_HEADERS]; /* each one's include, in the order of `headers` */
    int in_order; /* they come first, and in this order; else a compiler that read them first may
                     tell of other files on the way to a header */
};

/* Whether the source's leading #include <...> lines, with blank lines and comments between, have all
 * of `headers` ("bits/stdc++.h", or several with commas between) in a way that leaves no doubt: no
 * macro, pragma, condition, line splice or quoted name before. They may stand in another order and
 * with others between, where the languages' standards say that it does not matter: all of those
 * belong to the standard libraries. Where the rest asks for something that only the main file
 * itself answers rightly (#include_next, #pragma once, #pragma GCC system_header), the answer is no.
 * Fills `preamble` where it is yes. */
int kiln_has_preamble(const char* source, size_t size, const char* headers,
                      struct kiln_preamble* preamble);

/* One #include <NAME> or #define of a source: from its '#' to its line's end, without that. */
struct kiln_directive {
    size_t at;
    size_t size;
    int includes;
};

#define KILN_MAX_DIRECTIVES 64u

struct kiln_directives {
    size_t end; /* where the line after the last of them begins */
    unsigned count;
    unsigned includes; /* how many of them include */
    struct kiln_directive each[KILN_MAX_DIRECTIVES];
};

/* The #include <NAME> and #define lines that a source begins with, up to the last of the includes,
 * in the same way free of doubt; all that they lead to is decided by their text. 0 where there is no
 * include, where they are too many, or where the rest asks for what only the main file answers. */
int kiln_leading_directives(const char* source, size_t size, struct kiln_directives* found);

#ifdef __cplusplus
}
#endif

#endif
