/* Theory of operation. A child of a runtime shares its pages and copies those it writes to, each by a
 * fault of its own, while its job's time runs. Most of them are the same in every job: those that an
 * interpreter writes to whatever the program. A rehearsal finds them, so that each child can copy them
 * ahead, in one go, when it stands ready. (Code could be mapped ahead, too; that spares nothing.)
 *
 *   1 rehearse            at the gate, before any cell: a child that has no job and joins no cell. In
 *                         a runtime with threads another goes before, which tries what needs them
 *   2 the runtime's side  finds a small program where a job's would be, or reads it from the gate, or
 *                         is given it there (Node), runs it, and ends as after a job; opens
 *                         KILN_GATE_REHEARSED where the end is not seen here (python_end.c)
 *   3 end_rehearsal       writes down which pages are the child's own now (pagemap, bit 56:
 *                         Documentation/admin-guide/mm/pagemap.rst, Linux 4.2)
 *   4 copy_ahead          in each later child: MADV_POPULATE_WRITE (madvise(2), Linux 5.14), by one
 *                         call where the kernel takes that for oneself (process_madvise(2) with
 *                         PIDFD_SELF_THREAD_GROUP, Linux 6.15)
 *
 * A rehearsal that fails, and a kernel that lacks either, cost nothing but the time saved. */
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <sys/wait.h>
#include <unistd.h>

#include "descriptors.h"
#include "gate.h"
#include "pool/protocol/gate_environment.h"
#include "threads.h"

#ifndef MADV_POPULATE_WRITE
#define MADV_POPULATE_WRITE 23
#endif

enum { kMostRanges = 1024 /* UIO_MAXIOV */, kPagesAtOnce = 512, kSelf = -10001 };
enum { kPatience = 20000 /* ms */ };
/* Long enough to be looked through for an archive at its end, as most programs are. */
static const char kHello[] = "# A program as short as any.\nprint('hello')\n";

struct ranges {
    unsigned count;
    struct iovec each[kMostRanges];
};

static struct ranges needed; /* of the runtime, for its children */
static struct ranges* found; /* of the rehearsal: shared with the runtime while it lasts */
static const char* program;  /* of the rehearsal */

static int open_own(const char* path) {
    return (int)syscall(SYS_openat, AT_FDCWD, path, O_RDONLY | O_CLOEXEC, 0);
}

static void add_page(uintptr_t page, size_t size) {
    struct iovec* last = found->count > 0 ? &found->each[found->count - 1] : NULL;
    if (last != NULL && (uintptr_t)last->iov_base + last->iov_len == page)
        last->iov_len += size;
    else if (found->count < kMostRanges)
        found->each[found->count++] = (struct iovec){(void*)page, size};
}

static void add_mapping(int pagemap, uintptr_t from, uintptr_t to) {
    static uint64_t entries[kPagesAtOnce];
    const uint64_t own = 1ull << 63 | 1ull << 56; /* present, mapped here only */
    const size_t page = (size_t)sysconf(_SC_PAGESIZE);
    while (from < to) {
        const size_t wanted = (to - from) / page < kPagesAtOnce ? (to - from) / page : kPagesAtOnce;
        const ssize_t got = pread(pagemap, entries, wanted * sizeof *entries,
                                  (off_t)(from / page * sizeof *entries));
        if (got < (ssize_t)sizeof *entries) return;
        const size_t count = (size_t)got / sizeof *entries;
        for (size_t i = 0; i < count; i++)
            if ((entries[i] & own) == own) add_page(from + i * page, page);
        from += count * page;
    }
}

/* Step 3. */
_Noreturn void end_rehearsal(void) {
    static char line[512];
    const int pagemap = open_own("/proc/self/pagemap");
    const int maps = open_own("/proc/self/maps");
    FILE* const lines = maps < 0 ? NULL : fdopen(maps, "r");
    if (pagemap < 0 || lines == NULL) _exit(1);
    while (fgets(line, sizeof line, lines) != NULL) {
        unsigned long from, to;
        char access[5];
        if (sscanf(line, "%lx-%lx %4s", &from, &to, access) == 3 && strcmp(access, "rw-p") == 0)
            add_mapping(pagemap, from, to);
    }
    _exit(0);
}

int is_rehearsal(void) {
    return found != NULL;
}

/* What the gate gives to read in a rehearsal. */
int open_rehearsal(void) {
    const int fd = open_text(program);
    if (fd < 0) _exit(1);
    return fd;
}

int look_at_rehearsal(struct stat64* about) {
    const int fd = open_rehearsal();
    if (fstat64(fd, about) != 0) _exit(1);
    return close(fd);
}

static void become_rehearsal(const char* its_program) {
    program = its_program;
    const int nowhere = (int)syscall(SYS_openat, AT_FDCWD, "/dev/null", O_WRONLY | O_CLOEXEC, 0);
    if (nowhere < 0 || dup2(nowhere, 1) < 0 || dup2(nowhere, 2) < 0) _exit(1);
    close(nowhere);
    if (close_unlisted(KILN_GATE_SOCKET).step != NULL || wake().step != NULL) _exit(1);
    if (knows_node()) rehearse_node(program);
}

/* Whether it ended by itself, and well. */
static int ends_well(pid_t child) {
    const int pidfd = (int)syscall(SYS_pidfd_open, child, 0);
    struct pollfd end = {.fd = pidfd, .events = POLLIN};
    const int ended = pidfd >= 0 && poll(&end, 1, kPatience) == 1;
    if (!ended) kill(child, SIGKILL);
    if (pidfd >= 0) close(pidfd);
    int status = -1;
    return waitpid(child, &status, 0) == child && ended && status == 0;
}

/* 1 in the child. */
static int rehearse_one(const char* its_program, int* well) {
    const pid_t child = fork();
    if (child == 0) {
        become_rehearsal(its_program);
        return 1;
    }
    *well = child > 0 && ends_well(child);
    return 0;
}

int rehearse(void) {
    const int threads = thread_count() > 0;
    int well = 0;
    if (!knows_python() && !threads) return 0;
    found = mmap(NULL, sizeof *found, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    if (found == MAP_FAILED) _exit(KILN_GATE_GAVE_UP);
    if (threads && rehearse_one("test", &well)) return 1;
    if (threads && !well) _exit(KILN_GATE_CANNOT_FORK);
    if (rehearse_one(threads ? "hello" : kHello, &well)) return 1;
    if (well) needed = *found;
    munmap(found, sizeof *found);
    found = NULL;
    return 0;
}

void copy_ahead(void) {
    if (needed.count == 0) return;
    const int advice = MADV_POPULATE_WRITE;
    if (syscall(SYS_process_madvise, kSelf, needed.each, needed.count, advice, 0) > 0) return;
    for (unsigned i = 0; i < needed.count; i++)
        (void)madvise(needed.each[i].iov_base, needed.each[i].iov_len, advice);
}
