/* What a started program's memory holds, found by its looks: without a debugger's knowledge of where
 * the program keeps it. Searched are the C library's first heap and the variables of the executable and
 * of libraries with "node" in their names; nothing is found elsewhere.
 *
 * Written for x86-64, and for strings and vectors as libstdc++ lays them out since GCC 5. */
#ifndef KILN_GATE_MEMORY_H
#define KILN_GATE_MEMORY_H

#include <stdint.h>

/* A std::vector<std::string>. */
struct string_list {
    void *begin, *end, *capacity;
};

/* V8's base::RandomNumberGenerator. */
struct generator {
    uint64_t seed, state[2];
};

/* Reads where there is memory to search. -1: it cannot be told. */
int map_memory(void);

/* Each searches all of it, notes up to `most` of what it finds, and returns how many. */
unsigned find_lists(const char* const* words, unsigned count, struct string_list** found,
                    unsigned most);
unsigned find_numbers(
    const double* row, unsigned count, double error, double** found,
    unsigned most); /* a row of doubles, each at most `error` from what is given */
unsigned find_generators(struct generator** found, unsigned most);

/* Strings of their own, on the heap as the program's are. Unchanged where there is no memory left. */
void fill_list(struct string_list* list, char* const* words, unsigned count);

/* As if it had been made with this seed. */
void seed_generator(struct generator* generator, uint64_t seed);

#endif
