/* Theory of operation. Every aligned word is looked at. A list of known words is found by its strings
 * first, which lie one behind another, then by what points to the first of them. A generator is found by
 * what made it: its state follows from its seed in as many steps as it has been drawn from. */
#include "memory.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

enum { kMostRegions = 16, kMostDraws = 4096 };

struct string {
    char* text; /* `local`, where it fits in there */
    size_t length;
    union {
        char local[16];
        size_t capacity;
    };
};

static struct { uintptr_t from, to; } regions[kMostRegions];
static unsigned region_count;

static int is_searched(const char* name) {
    const char* const file = strrchr(name, '/');
    return strcmp(name, "[heap]") == 0 || (file != NULL && strstr(file, "node") != NULL);
}

int map_memory(void) {
    char line[512], access[5], name[256];
    unsigned long from, to,
        last = 0; /* the end of a file's variables: those without a value follow */
    region_count = 0;
    const int fd = (int)syscall(SYS_openat, AT_FDCWD, "/proc/self/maps", O_RDONLY | O_CLOEXEC, 0);
    FILE* const lines = fd < 0 ? NULL : fdopen(fd, "r");
    if (lines == NULL) return -1;
    while (fgets(line, sizeof line, lines) != NULL && region_count < kMostRegions) {
        name[0] = '\0';
        if (sscanf(line, "%lx-%lx %4s %*s %*s %*s %255s", &from, &to, access, name) < 3) continue;
        if (strcmp(access, "rw-p") != 0) continue;
        if (!is_searched(name) && (name[0] != '\0' || from != last)) continue;
        regions[region_count].from = from;
        regions[region_count++].to = last = to;
    }
    fclose(lines);
    return region_count > 0 ? 0 : -1;
}

static int is_mapped(uintptr_t from, size_t size) {
    for (unsigned i = 0; i < region_count; i++)
        if (from >= regions[i].from && from < regions[i].to && size <= regions[i].to - from)
            return 1;
    return 0;
}

/* `at`, one after another: all places where there is room for `size` bytes. */
#define FOR_EACH_PLACE(at, size)                                                       \
    for (unsigned region_ = 0; region_ < region_count; region_++)                      \
        for (uintptr_t at = regions[region_].from; at + (size) <= regions[region_].to; \
             at += sizeof(uint64_t))

static int is_string(const struct string* string, const char* word) {
    return string->length == strlen(word) && is_mapped((uintptr_t)string->text, string->length) &&
           memcmp(string->text, word, string->length) == 0;
}

static int are_strings(const struct string* strings, const char* const* words, unsigned count) {
    for (unsigned i = 0; i < count; i++)
        if (!is_string(&strings[i], words[i])) return 0;
    return 1;
}

/* Adds the lists of just these strings to `found`, which has `lists`. */
static unsigned add_lists(const struct string* begin, unsigned count, struct string_list** found,
                          unsigned lists, unsigned most) {
    const void* const end = begin + count;
    FOR_EACH_PLACE(at, sizeof(struct string_list)) {
        struct string_list* const list = (struct string_list*)at;
        if (list->begin == begin && list->end == end && list->capacity >= end && lists < most)
            found[lists++] = list;
    }
    return lists;
}

unsigned find_lists(const char* const* words, unsigned count, struct string_list** found,
                    unsigned most) {
    unsigned lists = 0;
    FOR_EACH_PLACE(at, count * sizeof(struct string)) {
        const struct string* const strings = (const struct string*)at;
        if (are_strings(strings, words, count))
            lists = add_lists(strings, count, found, lists, most);
    }
    return lists;
}

static int are_numbers(const double* numbers, const double* row, unsigned count, double error) {
    for (unsigned i = 0; i < count; i++)
        if (!(numbers[i] >= row[i] - error && numbers[i] <= row[i] + error)) return 0;
    return 1;
}

unsigned find_numbers(const double* row, unsigned count, double error, double** found,
                      unsigned most) {
    unsigned rows = 0;
    FOR_EACH_PLACE(at, count * sizeof(double)) {
        double* const numbers = (double*)at;
        if (are_numbers(numbers, row, count, error) && rows < most) found[rows++] = numbers;
    }
    return rows;
}

static void copy_string(struct string* string, char* text) {
    string->text = text;
    string->length = string->capacity = strlen(text);
    if (string->length < sizeof string->local) {
        string->text = memcpy(string->local, text, string->length + 1);
        free(text);
    }
}

void fill_list(struct string_list* list, char* const* words, unsigned count) {
    struct string* const strings = calloc(count, sizeof *strings);
    for (unsigned i = 0; strings != NULL && i < count; i++) {
        char* const text = strdup(words[i]);
        if (text == NULL) return;
        copy_string(&strings[i], text);
    }
    if (strings == NULL) return;
    list->begin = strings;
    list->end = list->capacity = strings + count;
}

/* --- V8's src/base/utils/random-number-generator.cc --- */

static uint64_t mix(uint64_t h) {
    h ^= h >> 33;
    h *= 0xFF51AFD7ED558CCDu;
    h ^= h >> 33;
    h *= 0xC4CEB9FE1A85EC53u;
    return h ^ h >> 33;
}

static void step(uint64_t state[2]) {
    uint64_t a = state[0];
    const uint64_t b = state[1];
    state[0] = b;
    a ^= a << 23;
    a ^= a >> 17;
    a ^= b;
    state[1] = a ^ b >> 26;
}

void seed_generator(struct generator* generator, uint64_t seed) {
    generator->seed = seed;
    generator->state[0] = mix(seed);
    generator->state[1] = mix(~generator->state[0]);
}

/* Neither text's end nor address nor small number: what is drawn at random hardly ever is one. */
static int looks_drawn(uint64_t word) {
    const uint64_t top = word >> 48;
    return top != 0 && top != 0xffff;
}

static int is_generator(const struct generator* it) {
    if (!looks_drawn(it->seed) || !looks_drawn(it->state[0]) || !looks_drawn(it->state[1]))
        return 0;
    struct generator fresh;
    seed_generator(&fresh, it->seed);
    for (int draws = 0; draws < kMostDraws; draws++) {
        if (memcmp(fresh.state, it->state, sizeof fresh.state) == 0) return 1;
        step(fresh.state);
    }
    return 0;
}

unsigned find_generators(struct generator** found, unsigned most) {
    unsigned generators = 0;
    FOR_EACH_PLACE(at, sizeof(struct generator)) {
        struct generator* const it = (struct generator*)at;
        if (is_generator(it) && generators < most) found[generators++] = it;
    }
    return generators;
}
