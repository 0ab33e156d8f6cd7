/* Theory of operation. The runtime stays at its gate, with the agent's rights, and reads one kind
 * of message: join that cell. The process that it forks there (worker-image/agent/go_between.c) strips
 * itself as a cold one does, announces itself, and returns. */
#include <fcntl.h>
#include <stdio.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "descriptors.h"
#include "gate.h"
#include "pool/protocol/gate_environment.h"
#include "threads.h"
#include "worker-image/agent/go_between.h"
#include "worker-image/agent/requests.h"

static _Noreturn void give_up(void) {
    _exit(KILN_GATE_GAVE_UP);
}

static struct sock_fprog map_filter(void) {
    struct sock_fprog program = {0, NULL};
    struct stat about;
    if (fstat(KILN_GATE_SECCOMP, &about) != 0) give_up();
    if (filter_length(&about, &program.len).step != NULL) give_up();
    if (program.len == 0) return program;
    program.filter =
        mmap(NULL, (size_t)about.st_size, PROT_READ, MAP_PRIVATE, KILN_GATE_SECCOMP, 0);
    if (program.filter == MAP_FAILED) give_up();
    return program;
}

/* Anonymous memory of this process, as its cell would be charged for it had it been started there:
 * resident pages that are no file's (proc(5), statm). */
static uint64_t own_memory(void) {
    char text[128];
    unsigned long long total, resident, shared;
    const int fd = (int)syscall(SYS_openat, AT_FDCWD, "/proc/self/statm", O_RDONLY | O_CLOEXEC, 0);
    const ssize_t size = fd < 0 ? -1 : read(fd, text, sizeof text - 1);
    if (fd >= 0) close(fd);
    if (size <= 0) return 0;
    text[size] = '\0';
    if (sscanf(text, "%llu %llu %llu", &total, &resident, &shared) != 3) return 0;
    return (resident - shared) * (uint64_t)sysconf(_SC_PAGESIZE);
}

/* Descriptors of the runtime that are not the program's. */
static struct fault close_runtime(struct place* place) {
    const int moved = dup3(place->job_socket, KILN_GATE_SOCKET, O_CLOEXEC);
    if (moved < 0) return fault_now("move the job socket");
    place->job_socket = moved;
    if (close_range(KILN_GATE_SOCKET + 1, ~0u, 0) != 0) return fault_now("close_range");
    return close_unlisted(KILN_GATE_SOCKET);
}

static struct place become_program(const struct cell_config* config, struct place place) {
    int out[2], err[2];
    register_sequences();
    copy_ahead(); /* charged to the cell already, and not yet filtered */
    struct fault fault = close_runtime(&place);
    if (fault.step == NULL) fault = strip(config, out, err);
    /* Another id hides a process's own files in /proc from it; a fresh one's are its own. */
    if (fault.step == NULL && prctl(PR_SET_DUMPABLE, 1, 0, 0, 0) != 0)
        fault = fault_now("own its files in /proc");
    place.held = own_memory();
    if (fault.step == NULL) fault = wake();
    if (fault.step == NULL) fault = announce(&place, out, err);
    if (fault.step != NULL) fail_job(&place, fault, 126);
    return place;
}

/* One kiln_join: 1 in the program. */
static int join(struct cell_config* config, const struct kiln_join* message, const int* fds,
                int own_pids, const struct place* place) {
    const struct way way = {fds[0], fds[1], fds[2], fds[3]};
    config->descriptors = message->descriptors;
    const int in_program = fork_into_cell(config, &way, own_pids, place);
    if (in_program < 0) give_up();
    return in_program;
}

enum goes_on serve_joins(const struct gate* gate, struct place* cell) {
    if (!words_can_be_shown()) _exit(KILN_GATE_CANNOT);
    if (!threads_sleep()) _exit(KILN_GATE_CANNOT_FORK);
    if (thread_count() > 0 && (!knows_node() || list_descriptors(KILN_GATE_SOCKET).step != NULL))
        _exit(KILN_GATE_CANNOT_FORK);
    if (rehearse()) return GOES_ON_REHEARSING;
    if (!threads_sleep()) _exit(KILN_GATE_CANNOT_FORK);
    struct cell_config config = {
        .flags = gate->flags, .attach_count = gate->attach_count, .seccomp = map_filter()};
    for (int i = 0; i < gate->attach_count; i++) config.attach[i] = KILN_GATE_ATTACH + i;
    const int own_pids =
        (int)syscall(SYS_openat, AT_FDCWD, "/proc/self/ns/pid", O_RDONLY | O_CLOEXEC, 0);
    const struct kiln_event up = {
        .kind = KILN_RUNTIME_UP, .runtime = gate->number, .size = own_memory()};
    if (own_pids < 0 || send_event(KILN_GATE_SOCKET, &up, NULL, 0) != 0) give_up();
    for (;;) {
        struct kiln_join message;
        int fds[KILN_JOIN_FDS], count;
        const ssize_t got =
            receive(KILN_GATE_SOCKET, &message, sizeof message, fds, KILN_JOIN_FDS, &count);
        if (got != (ssize_t)sizeof message || message.version != KILN_PROTOCOL ||
            count != KILN_JOIN_FDS)
            give_up();
        const struct place place = {message.cell, fds[KILN_JOIN_FDS - 1], (int)gate->number, 0};
        if (join(&config, &message, fds, own_pids, &place)) {
            *cell = become_program(&config, place);
            return GOES_ON_IN_A_CELL;
        }
        for (int i = 0; i < count; i++) close(fds[i]);
    }
}
