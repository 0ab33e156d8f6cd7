/* Theory of operation. In other programs than Node all of this does nothing.
 *
 *   1 warm/node.js     is Node's first preloaded module: warms up, and loads this library as an addon,
 *                      whose exports are a table of what is needed of Node below
 *   2 meet_node        at the gate, which is the second one. No code of ours is on Node's stack then:
 *                      what it left is collected as garbage, and what Node keeps of the two modules,
 *                      here and for its workers, is taken away
 *   3 wake_node        in a child: random numbers of its own
 *   4 dress_node       when the job is there: its pid, its words, its time
 *
 * So nothing of ours runs in a job's Node, nor is there to be found by it. */
#include <link.h>
#include <stdio.h>
#include <string.h>
#include <sys/random.h>
#include <time.h>
#include <unistd.h>

#include "gate.h"
#include "memory.h"
#include "node_api.h"
#include "pool/protocol/gate_environment.h"
#include "threads.h"

#define EXPORTED __attribute__((visibility("default")))

enum { kMost = 16, kMostWords = 8 };

static double* origins[kMost];
static struct string_list* commands[kMost];
static struct generator* generators[kMost];
static unsigned origin_count, command_count, generator_count;
static int64_t ahead; /* of our monotonic clock, what the time of day was at the gate, in us */

struct visit {
    int (*callback)(struct dl_phdr_info*, size_t, void*);
    void* data;
};

static int visit_others(struct dl_phdr_info* info, size_t size, void* data) {
    const struct visit* const visit = data;
    if (strcmp(info->dlpi_name, KILN_GATE_LIBRARY) == 0) return 0;
    return visit->callback(info, size, visit->data);
}

/* The libraries that process.report names: without us. */
EXPORTED int dl_iterate_phdr(int (*callback)(struct dl_phdr_info*, size_t, void*), void* data) {
    static int (*libc_iterate)(int (*)(struct dl_phdr_info*, size_t, void*), void*);
    if (libc_iterate == NULL) *(void**)&libc_iterate = libc_name("dl_iterate_phdr", "GLIBC_2.2.5");
    struct visit visit = {callback, data};
    return libc_iterate(visit_others, &visit);
}

static int64_t time_ahead(void) {
    struct timespec day, ours;
    clock_gettime(CLOCK_REALTIME, &day);
    clock_gettime(CLOCK_MONOTONIC, &ours);
    return (day.tv_sec - ours.tv_sec) * 1000000LL + (day.tv_nsec - ours.tv_nsec) / 1000;
}

/* --- at the gate --- */

/* All that a cache has is ours. */
static void empty(value cache) {
    value names, name;
    uint32_t count = 0;
    _Bool gone;
    if (node.napi_get_property_names(environment, cache, &names) != 0) return;
    (void)node.napi_get_array_length(environment, names, &count);
    for (uint32_t i = 0; i < count; i++)
        if (node.napi_get_element(environment, names, i, &name) == 0)
            (void)node.napi_delete_property(environment, cache, name, &gone);
}

static void forget_modules(value ours) {
    value zero;
    empty(get(ours, "cache"));
    empty(get(ours, "paths"));
    if (node.napi_create_int32(environment, 0, &zero) == 0)
        (void)node.napi_set_named_property(environment, get(ours, "preloaded"), "length", zero);
}

/* Workers are given a copy of these. */
static int forget_options(void) {
    static const char* const kOptions[] = {KILN_NODE_MODULE, KILN_NODE_GATE};
    struct string_list* options[kMost];
    const unsigned found = find_lists(kOptions, 2, options, kMost);
    for (unsigned i = 0; i < found; i++) options[i]->end = options[i]->begin;
    return found > 0;
}

/* Where Node keeps what it was started as: for process.report. */
static void find_command(void) {
    static char text[1024];
    const char* words[kMostWords];
    unsigned count = 0;
    FILE* const file = fopen("/proc/self/cmdline", "re");
    const size_t size = file == NULL ? 0 : fread(text, 1, sizeof text - 1, file);
    if (file != NULL) fclose(file);
    for (char* at = text; at < text + size && count < kMostWords; at += strlen(at) + 1)
        words[count++] = at;
    if (count > 0) command_count = find_lists(words, count, commands, kMost);
}

/* The time of day at Node's start, in us. */
static int find_origins(value ours) {
    const double origin = get_number(ours, "origin") * 1000; /* rounded */
    origin_count = find_numbers(&origin, 1, 1, origins, kMost);
    return origin_count > 0;
}

/* Ids of asynchronous resources: of the one that runs, of what caused it, the last that was given out;
 * and none, of what is to count as the cause of new ones. They go on behind the first of ours. */
static int put_ids_back(value ours) {
    enum { kLast = 2, kFields = 4 };
    const double ids[kFields] = {get_number(ours, "running"), get_number(ours, "cause"),
                                 get_number(ours, "lastId"), -1};
    double* fields[2];
    if (find_numbers(ids, kFields, 0, fields, 2) != 1) return 0;
    fields[0][kLast] = get_number(ours, "firstId") - 1;
    return 1;
}

static void collect_garbage(void) {
    enum { kFull = 0 };
    node.set_flags("--expose-gc"); /* else it is not allowed */
    node.collect(node.current_isolate(), kFull);
    node.set_flags("--no-expose-gc");
}

int meet_node(int forks) {
    void* scope;
    if (environment == NULL) return 1;
    ahead = time_ahead();
    const value ours = open_table(&scope);
    if (ours == NULL || map_memory() != 0) return 0;
    forget_modules(ours);
    const int well = forget_options() && find_origins(ours) && put_ids_back(ours);
    find_command();
    close_table(scope);
    if (forks) generator_count = find_generators(generators, kMost);
    collect_garbage();
    return well && (!forks || generator_count > 0);
}

/* --- in a child --- */

int wake_node(void) {
    uint64_t seed;
    for (unsigned i = 0; i < generator_count; i++) {
        if (getrandom(&seed, sizeof seed, 0) != sizeof seed) return -1;
        seed_generator(generators[i], seed);
    }
    return 0;
}

static void put_words(value ours, const struct job_words* words, unsigned count) {
    const value argv = get(ours, "argv");
    value word;
    for (unsigned i = 2; i < count; i++) /* Node has made full paths of the first two */
        if (node.napi_create_string_utf8(environment, words->argv[i], strlen(words->argv[i]),
                                         &word) == 0)
            (void)node.napi_set_element(environment, argv, i, word);
    for (unsigned i = 0; i < command_count; i++) fill_list(commands[i], words->argv, count);
}

static void put_pid(value ours) {
    struct property pid = {.name = "pid", .attributes = kEnumerable | kConfigurable};
    if (node.napi_create_int32(environment, getpid(), &pid.value) == 0)
        (void)node.napi_define_properties(environment, get(ours, "process"), 1, &pid);
}

void dress_node(const struct job_words* words, unsigned count) {
    void* scope;
    if (environment == NULL) return;
    const int64_t later = time_ahead() - ahead;
    for (unsigned i = 0; i < origin_count; i++) *origins[i] += (double)later;
    const value ours = open_table(&scope);
    put_pid(ours);
    put_words(ours, words, count);
    drop_table();
    close_table(scope);
}

/* The text is a function of require and the rehearsal's name. */
void rehearse_node(const char* name) {
    static char text[8192];
    void* scope;
    value arguments[2], script, function, result;
    FILE* const file = fopen(KILN_NODE_REHEARSAL, "re");
    const size_t size = file == NULL ? 0 : fread(text, 1, sizeof text, file);
    const value ours = open_table(&scope);
    arguments[0] = get(ours, "require");
    if (size == 0 || fclose(file) != 0 ||
        node.napi_create_string_utf8(environment, text, size, &script) != 0 ||
        node.napi_create_string_utf8(environment, name, strlen(name), &arguments[1]) != 0 ||
        node.napi_run_script(environment, script, &function) != 0 ||
        node.napi_call_function(environment, ours, function, 2, arguments, &result) != 0)
        _exit(1);
    close_table(scope);
}
