#include "include_lines.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static void write_all(const char* text, size_t size) {
    while (size > 0) {
        const ssize_t written = write(2, text, size);
        if (written < 0 && errno == EINTR) continue;
        if (written <= 0) return; /* nobody listens */
        text += written;
        size -= (size_t)written;
    }
}

/* How many bytes of this line come before "from" of an include stack; 0: it is none. */
static size_t stack_indent(const char* line, size_t size) {
    static const char first[] = "In file included ", next[] = "                 ";
    const size_t indent = sizeof first - 1;
    if (size <= indent) return 0;
    return memcmp(line, first, indent) == 0 || memcmp(line, next, indent) == 0 ? indent : 0;
}

void show_messages(const char* text, size_t size, const char* source,
                   const struct kiln_preamble* preamble) {
    char from[160];
    const size_t length = (size_t)snprintf(from, sizeof from, "from %s:", source);
    const char* const end = text + size;
    const char* shown = text;
    for (const char* line = text; line < end;) {
        const char* newline = memchr(line, '\n', (size_t)(end - line));
        const char* const stop = newline != NULL ? newline + 1 : end;
        const char* const name = line + stack_indent(line, (size_t)(stop - line));
        if (name != line && (size_t)(stop - name) > length && memcmp(name, from, length) == 0) {
            char* after;
            const unsigned long number = strtoul(name + length, &after, 10);
            if (number >= 1 && number <= preamble->count && (*after == ':' || *after == ',')) {
                char own[16];
                const int digits =
                    snprintf(own, sizeof own, "%u", preamble->header[number - 1].line);
                write_all(shown, (size_t)(name + length - shown));
                write_all(own, (size_t)digits);
                shown = after;
            }
        }
        line = stop;
    }
    write_all(shown, (size_t)(end - shown));
}
