#include "pool/protocol/preamble.h"

#include <string.h>

struct text {
    const char *at;
    const char *end;
    unsigned line; /* of `at`, from 0 */
};

static int left(const struct text *text, size_t size) { return (size_t)(text->end - text->at) >= size; }

static int next_is(const struct text *text, char c) { return left(text, 1) && *text->at == c; }

static void skip_blanks(struct text *text) {
    while (next_is(text, ' ') || next_is(text, '\t')) text->at++;
}

/* LF or CRLF. */
static int take_newline(struct text *text) {
    if (left(text, 2) && text->at[0] == '\r' && text->at[1] == '\n') text->at++;
    if (!next_is(text, '\n')) return 0;
    text->at++;
    text->line++;
    return 1;
}

/* A comment without a backslash (a splice or a trigraph's beginning could change what it is) or a
 * NUL. 0 where there is none, or one we do not take. */
static int take_comment(struct text *text) {
    if (!left(text, 2) || text->at[0] != '/' || (text->at[1] != '/' && text->at[1] != '*')) return 0;
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

static int take_word(struct text *text, const char *word) {
    const size_t size = strlen(word);
    if (!left(text, size) || memcmp(text->at, word, size) != 0) return 0;
    text->at += size;
    return 1;
}

/* "#include <HEADER>" to the end of its line. */
static int take_include(struct text *text, const char *header, size_t size) {
    if (!take_word(text, "#")) return 0;
    skip_blanks(text);
    if (!take_word(text, "include")) return 0;
    skip_blanks(text);
    if (!take_word(text, "<") || !left(text, size) || memcmp(text->at, header, size) != 0) return 0;
    text->at += size;
    if (!take_word(text, ">")) return 0;
    skip_blanks(text);
    if (left(text, 2) && text->at[0] == '/' && text->at[1] == '/' && !take_comment(text)) return 0;
    return take_newline(text);
}

/* Up to the next directive. */
static int skip_to_directive(struct text *text) {
    for (;;) {
        skip_blanks(text);
        if (next_is(text, '#')) return 1;
        if (!take_newline(text) && !take_comment(text)) return 0;
    }
}

/* Lines with "ragma" (#pragma, _Pragma) and one of two words, splices followed. */
static int asks_for_main_file(const char *source, size_t size) {
    if (memmem(source, size, "include_next", 12) != NULL) return 1;
    const char *const end = source + size;
    const char *at = source;
    while ((at = memmem(at, (size_t)(end - at), "ragma", 5)) != NULL) {
        const char *stop = at;
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

int kiln_has_preamble(const char *source, size_t size, const char *headers,
                      struct kiln_preamble *preamble) {
    struct text text = {source, source + size, 0};
    preamble->count = 0;
    for (const char *name = headers; *name != '\0';) {
        const size_t length = strcspn(name, ",");
        if (preamble->count == KILN_MAX_HEADERS || !skip_to_directive(&text)) return 0;
        preamble->header_line[preamble->count++] = text.line + 1;
        if (!take_include(&text, name, length)) return 0;
        name += length;
        if (*name == ',') name++;
    }
    preamble->end = (size_t)(text.at - source);
    preamble->lines = text.line;
    return preamble->count > 0 && !asks_for_main_file(text.at, size - preamble->end);
}
