/* Theory of operation. A child of a runtime shares its pages and copies those it writes to, each by a
 * fault of its own, while its job's time runs. Most of them are the same in every job: those that an
 * interpreter writes to whatever the program. A rehearsal finds them, so that each child can copy them
 * ahead, in one go, when it stands ready. (Code could be mapped ahead, too; that spares nothing.)
 *
 *   1 rehearse            at the gate, before any cell: a child that has no job and joins no cell
 *   2 the runtime's side  sees by what it reads from the gate that this is a rehearsal, runs a small
 *                         program of ours, ends as after a job, and opens KILN_GATE_REHEARSED
 *   3 end_rehearsal       writes down which pages are the child's own now (pagemap, bit 56:
 *                         Documentation/admin-guide/mm/pagemap.rst, Linux 4.2)
 *   4 copy_ahead          in each later child: MADV_POPULATE_WRITE (madvise(2), Linux 5.14), by one
 *                         call where the kernel takes that for oneself (process_madvise(2) with
 *                         PIDFD_SELF_THREAD_GROUP, Linux 6.15)
 *
 * A rehearsal that fails, and a kernel that lacks either, cost nothing but the time saved. */
#include <fcntl.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <sys/wait.h>
#include <unistd.h>

#include "gate.h"

#ifndef MADV_POPULATE_WRITE
#define MADV_POPULATE_WRITE 23
#endif

enum { kMostRanges = 1024 /* UIO_MAXIOV */, kPagesAtOnce = 512, kSelf = -10001 };

struct ranges {
    unsigned count;
    struct iovec each[kMostRanges];
};

static struct ranges needed;  /* of the runtime, for its children */
static struct ranges *found;  /* of the rehearsal: shared with the runtime while it lasts */
static const char kProgram[] = "print('hello')\n";

static int open_own(const char *path) {
    return (int)syscall(SYS_openat, AT_FDCWD, path, O_RDONLY | O_CLOEXEC, 0);
}

static void add_page(uintptr_t page, size_t size) {
    struct iovec *last = found->count > 0 ? &found->each[found->count - 1] : NULL;
    if (last != NULL && (uintptr_t)last->iov_base + last->iov_len == page)
        last->iov_len += size;
    else if (found->count < kMostRanges)
        found->each[found->count++] = (struct iovec){(void *)page, size};
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
    FILE *const lines = maps < 0 ? NULL : fdopen(maps, "r");
    if (pagemap < 0 || lines == NULL) _exit(1);
    while (fgets(line, sizeof line, lines) != NULL) {
        unsigned long from, to;
        char access[5];
        if (sscanf(line, "%lx-%lx %4s", &from, &to, access) == 3 && strcmp(access, "rw-p") == 0)
            add_mapping(pagemap, from, to);
    }
    _exit(0);
}

int is_rehearsal(void) { return found != NULL; }

/* What the gate gives to read in a rehearsal. */
int open_rehearsal(void) {
    const int program = memfd_create("rehearsal", MFD_CLOEXEC);
    if (program < 0 || write(program, kProgram, sizeof kProgram - 1) < 0) _exit(1);
    (void)lseek(program, 0, SEEK_SET);
    return program;
}

static void become_rehearsal(void) {
    const int nowhere = (int)syscall(SYS_openat, AT_FDCWD, "/dev/null", O_WRONLY | O_CLOEXEC, 0);
    if (nowhere < 0 || dup2(nowhere, 1) < 0 || dup2(nowhere, 2) < 0) _exit(1);
    close(nowhere);
    wake_python();
}

int rehearse(void) {
    if (!knows_python()) return 0;
    struct ranges *const shared =
        mmap(NULL, sizeof *shared, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    if (shared == MAP_FAILED) return 0;
    const pid_t child = fork();
    if (child == 0) {
        found = shared;
        become_rehearsal();
        return 1;
    }
    int status = -1;
    if (child > 0 && waitpid(child, &status, 0) == child && status == 0) needed = *shared;
    munmap(shared, sizeof *shared);
    return 0;
}

void copy_ahead(void) {
    if (needed.count == 0) return;
    const int advice = MADV_POPULATE_WRITE;
    if (syscall(SYS_process_madvise, kSelf, needed.each, needed.count, advice, 0) > 0) return;
    for (unsigned i = 0; i < needed.count; i++)
        (void)madvise(needed.each[i].iov_base, needed.each[i].iov_len, advice);
}
