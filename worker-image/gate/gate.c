/* Theory of operation. The dynamic linker resolves the runtime's open(2) to ours. Ours is the
 * system call, except once, for the path that is the gate. */
#include "gate.h"

#include <dlfcn.h>
#include <fcntl.h>
#include <limits.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "compiler.h"
#include "descriptors.h"
#include "pool/protocol/gate_environment.h"
#include "threads.h"

#define EXPORTED __attribute__((visibility("default")))

static struct gate gate;
static char program_file[PATH_MAX]; /* as the interpreter names what its command does; "": none */

static void name_program(const char* file) {
    char folder[PATH_MAX];
    if (getcwd(folder, sizeof folder) == NULL ||
        snprintf(program_file, sizeof program_file, "%s/%s", folder, file) >= PATH_MAX)
        program_file[0] = '\0';
}

/* The C library calls constructors as it does main(). */
__attribute__((constructor)) static void read_variable(int argc, char** argv) {
    const char* value = getenv(KILN_GATE_VARIABLE);
    if (value == NULL) return;
    struct gate given;
    if (sscanf(value, "%u %u %u %d %llu %d", &given.mode, &given.number, &given.flags,
               &given.attach_count, &given.cell, &given.has_file) == 6)
        gate = given;
    if (gate.mode == KILN_RUNTIME_FORKS) watch_threads();
    if (gate.mode == KILN_RUNTIME_FORKS && argc == 2) name_program(argv[1]);
}

static int open_file(const char* path) {
    return (int)syscall(SYS_openat, AT_FDCWD, path, O_RDONLY | O_CLOEXEC, 0);
}

static int stand_at_gate(void) {
    const struct gate ours = gate;
    gate.mode = 0;
    struct place place = {ours.cell, KILN_GATE_JOB_SOCKET, (int)ours.number, 0};
    const int forks = ours.mode == KILN_RUNTIME_FORKS, threads = thread_count() > 0;
    stop_clock();
    if (!meet_node(forks)) _exit(forks ? KILN_GATE_CANNOT_FORK : KILN_GATE_GAVE_UP);
    meet_python();
    const char* const empty = knows_node() ? KILN_NODE_GATE : "/dev/null";
    if (forks) {
        warm_compiler();
        if (serve_joins(&ours, &place) == GOES_ON_REHEARSING)
            return knows_node() ? open_file(empty) : open_rehearsal();
    }
    struct arrival* arrival = pass(&place);
    if (is_compiler()) return compile_job(arrival);
    if (!forks || threads) start_clock();
    if (forks && threads) raise_limit();
    dress_node(&arrival->words, arrival->job.argc);
    dress_python(&arrival->words, arrival->job.argc, arrival->job.envc);
    return open_file(empty);
}

static int ends_with(const char* path, const char* suffix) {
    const size_t length = strlen(path), end = strlen(suffix);
    return length >= end && strcmp(path + length - end, suffix) == 0;
}

/* The file the runtime was given, from its start. */
static int open_given_file(void) {
    const int fd = fcntl(KILN_GATE_ATTACH + gate.attach_count, F_DUPFD_CLOEXEC, 0);
    if (fd >= 0) (void)lseek(fd, 0, SEEK_SET);
    return fd;
}

static int is_program(const char* path) {
    return program_file[0] != '\0' && strcmp(path, program_file) == 0;
}

static int is_rehearsed(const char* path) {
    return is_rehearsal() && knows_python() && is_program(path);
}

static int open_at(int folder, const char* path, int flags, unsigned mode) {
    if (gate.mode != 0) {
        if (strcmp(path, KILN_GATE_PATH) == 0 || strcmp(path, KILN_GATE_NAME) == 0 ||
            strcmp(path, KILN_NODE_GATE) == 0)
            return stand_at_gate();
        if (gate.has_file && ends_with(path, KILN_GATE_FILE_SUFFIX)) return open_given_file();
    }
    if (is_rehearsal() && strcmp(path, KILN_GATE_REHEARSED) == 0) end_rehearsal();
    if (is_rehearsed(path)) return open_rehearsal();
    return (int)syscall(SYS_openat, folder, path, flags, mode);
}

/* The third argument is there only with these flags (open(2)). */
#define MODE_OF(last)                               \
    ({                                              \
        unsigned mode_ = 0;                         \
        if ((flags & (O_CREAT | O_TMPFILE)) != 0) { \
            va_list arguments;                      \
            va_start(arguments, last);              \
            mode_ = va_arg(arguments, unsigned);    \
            va_end(arguments);                      \
        }                                           \
        mode_;                                      \
    })

EXPORTED int open(const char* path, int flags, ...) {
    return open_at(AT_FDCWD, path, flags, MODE_OF(flags));
}
EXPORTED int open64(const char* path, int flags, ...) {
    return open_at(AT_FDCWD, path, flags, MODE_OF(flags));
}
EXPORTED int openat(int folder, const char* path, int flags, ...) {
    return open_at(folder, path, flags, MODE_OF(flags));
}
EXPORTED int openat64(int folder, const char* path, int flags, ...) {
    return open_at(folder, path, flags, MODE_OF(flags));
}

/* CPython looks at the program's file before it opens it, when all else is ready. One that has not come to
 * the gate by then stands here. */
EXPORTED int stat64(const char* path, struct stat64* about) {
    if (gate.mode == KILN_RUNTIME_FORKS && is_program(path)) close(stand_at_gate());
    if (is_rehearsed(path)) return look_at_rehearsal(about);
    return fstatat64(AT_FDCWD, path, about, 0);
}

EXPORTED FILE* fopen64(const char* path, const char* mode) {
    if (is_rehearsed(path)) return fdopen(open_rehearsal(), mode);
    FILE* (*real)(const char*, const char*);
    void* const found = dlsym(RTLD_NEXT, "fopen64");
    memcpy(&real, &found, sizeof found);
    return real(path, mode);
}
