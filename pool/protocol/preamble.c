#include "pool/protocol/preamble.h"

#include <string.h>

struct text {
    const char* at;
    const char* end;
    unsigned line; /* of `at`, from 0 */
};

static int left(const struct text* text, size_t size) {
    return (size_t)(text->end - text->at) >= size;
}

static int next_is(const struct text* text, char c) {
    return left(text, 1) && *text->at == c;
}

static void skip_blanks(struct text* text) {
    while (next_is(text, ' ') || next_is(text, '\t')) text->at++;
}

/* LF or CRLF. */
static int take_newline(struct text* text) {
    if (left(text, 2) && text->at[0] == '\r' && text->at[1] == '\n') text->at++;
    if (!next_is(text, '\n')) return 0;
    text->at++;
    text->line++;
    return 1;
}

/* A comment without a backslash (a splice or a trigraph's beginning could change what it is) or a
 * NUL. 0 where there is none, or one we do not take. */
static int take_comment(struct text* text) {
    if (!left(text, 2) || text->at[0] != '/' || (text->at[1] != '/' && text->at[1] != '*'))
        return 0;
    const int to_line_end = text->at[1] == '/';
    for (text->at += 2; left(text, 1); text->at++) {
        if (*text->at == '\\' || *text->at == '\0') return 0;
        if (*text->at == '\n' && to_line_end) return 1;
        if (*text->at == '\n') text->line++;
        if (!to_line_end && left(text, 2) && text->at[0] == '*' && text->at[1] == '/') {
            text->at += 2;
            return 1;
        }
    }
    return 0;
}

static int take_word(struct text* text, const char* word) {
    const size_t size = strlen(word);
    if (!left(text, size) || memcmp(text->at, word, size) != 0) return 0;
    text->at += size;
    return 1;
}

static int take_directive(struct text* text, const char* name) {
    if (!take_word(text, "#")) return 0;
    skip_blanks(text);
    if (!take_word(text, name)) return 0;
    skip_blanks(text);
    return 1;
}

/* "<NAME>", a name that cannot lead out of the folders of headers. Fills `name`. */
static int take_header_name(struct text* text, struct text* name) {
    static const char allowed[] =
        "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_./+-";
    if (!take_word(text, "<")) return 0;
    const char* const begin = text->at;
    while (left(text, 1) && *text->at != '\0' && strchr(allowed, *text->at) != NULL) text->at++;
    *name = (struct text){begin, text->at, text->line};
    const size_t size = (size_t)(text->at - begin);
    if (size == 0 || *begin == '/' || memmem(begin, size, "..", 2) != NULL) return 0;
    return take_word(text, ">");
}

/* "#include <HEADER>" to the end of its line. */
static int take_include(struct text* text, struct text* name) {
    if (!take_directive(text, "include") || !take_header_name(text, name)) return 0;
    skip_blanks(text);
    if (left(text, 2) && text->at[0] == '/' && text->at[1] == '/' && !take_comment(text)) return 0;
    return take_newline(text);
}

/* "#define ..." to the end of its line: one that no splice, comment or trigraph continues. */
static int take_define(struct text* text) {
    if (!take_directive(text, "define")) return 0;
    for (; left(text, 1) && *text->at != '\n' && *text->at != '\r'; text->at++) {
        if (*text->at == '\\' || *text->at == '\0') return 0;
        if (left(text, 2) && (memcmp(text->at, "/*", 2) == 0 || memcmp(text->at, "??", 2) == 0))
            return 0;
    }
    return take_newline(text);
}

/* Up to the next directive. */
static int skip_to_directive(struct text* text) {
    for (;;) {
        skip_blanks(text);
        if (next_is(text, '#')) return 1;
        if (!take_newline(text) && !take_comment(text)) return 0;
    }
}

/* Lines with "ragma" (#pragma, _Pragma) and one of two words, splices followed. */
static int asks_for_main_file(const char* source, size_t size) {
    if (memmem(source, size, "include_next", 12) != NULL) return 1;
    const char* const end = source + size;
    const char* at = source;
    while ((at = memmem(at, (size_t)(end - at), "ragma", 5)) != NULL) {
        const char* stop = at;
        for (; stop < end; stop++) {
            const int crlf = stop[-1] == '\r';
            if (*stop == '\n' && stop[crlf ? -2 : -1] != '\\') break;
        }
        const size_t line = (size_t)(stop - at);
        if (memmem(at, line, "once", 4) != NULL || memmem(at, line, "system_header", 13) != NULL)
            return 1;
        at += 5;
    }
    return 0;
}

struct include {
    struct text name;
    struct kiln_line line;
};

/* The leading includes, as many as there is room for. */
static unsigned leading_includes(struct text text, const char* source, struct include* each,
                                 unsigned room) {
    unsigned count = 0;
    while (count < room && skip_to_directive(&text)) {
        struct include* include = &each[count];
        const char* const begin = text.at;
        const unsigned line = text.line + 1;
        if (!take_include(&text, &include->name)) break;
        include->line =
            (struct kiln_line){(size_t)(begin - source), (size_t)(text.at - begin), line};
        count++;
    }
    return count;
}

static int is_named(const struct text* name, const char* other, size_t size) {
    return (size_t)(name->end - name->at) == size && memcmp(name->at, other, size) == 0;
}

/* Headers of the standard libraries may come in any order ([using.headers] of C++, 7.1.2 of C). C++'s
 * own have no suffix, and nobody else's are all in small letters. */
static int is_standard(const struct text* name) {
    static const char* const of_c[] = {
        "assert.h",  "complex.h", "ctype.h",  "errno.h",      "fenv.h",   "float.h",  "inttypes.h",
        "iso646.h",  "limits.h",  "locale.h", "math.h",       "setjmp.h", "signal.h", "stdarg.h",
        "stdbool.h", "stddef.h",  "stdint.h", "stdio.h",      "stdlib.h", "string.h", "tgmath.h",
        "time.h",    "wchar.h",   "wctype.h", "bits/stdc++.h"};
    for (size_t i = 0; i < sizeof of_c / sizeof *of_c; i++)
        if (is_named(name, of_c[i], strlen(of_c[i]))) return 1;
    for (const char* at = name->at; at < name->end; at++)
        if (strchr("abcdefghijklmnopqrstuvwxyz_0123456789", *at) == NULL) return 0;
    return 1;
}

int kiln_has_preamble(const char* source, size_t size, const char* headers,
                      struct kiln_preamble* preamble) {
    struct include each[KILN_MAX_HEADERS];
    const unsigned count =
        leading_includes((struct text){source, source + size, 0}, source, each, KILN_MAX_HEADERS);
    unsigned used = 0; /* includes up to the last of the headers */
    preamble->count = 0;
    preamble->in_order = 1;
    for (const char* name = headers; *name != '\0';) {
        const size_t length = strcspn(name, ",");
        unsigned i = 0;
        while (i < count && !is_named(&each[i].name, name, length)) i++;
        if (i == count || preamble->count == KILN_MAX_HEADERS) return 0;
        if (i != preamble->count) preamble->in_order = 0;
        if (i >= used) used = i + 1;
        preamble->header[preamble->count++] = each[i].line;
        name += length;
        if (*name == ',') name++;
    }
    if (preamble->count == 0) return 0;
    for (unsigned i = 0; i < used && !preamble->in_order; i++)
        if (!is_standard(&each[i].name)) return 0;
    const size_t end = each[used - 1].line.at + each[used - 1].line.size;
    return !asks_for_main_file(source + end, size - end);
}

int kiln_leading_directives(const char* source, size_t size, struct kiln_directives* found) {
    struct text text = {source, source + size, 0};
    *found = (struct kiln_directives){0};
    unsigned count = 0;
    while (skip_to_directive(&text)) {
        const char* const begin = text.at;
        struct text header, define = text;
        const int includes = take_include(&text, &header);
        if (!includes && !take_define(&define)) break;
        if (!includes) text = define;
        if (count == KILN_MAX_DIRECTIVES) return 0;
        const char* stop = text.at - 1;
        if (stop > begin && stop[-1] == '\r') stop--;
        found->each[count++] =
            (struct kiln_directive){(size_t)(begin - source), (size_t)(stop - begin), includes};
        if (!includes) continue;
        found->count = count;
        found->includes++;
        found->end = (size_t)(text.at - source);
    }
    return found->count > 0 && !asks_for_main_file(source + found->end, size - found->end);
}
