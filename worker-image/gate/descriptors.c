/* Theory of operation. What an event loop has: eventfd(2), pipe(2), epoll(7) and /dev/null. proc(5) tells
 * all there is to know: the kind (the target of /proc/self/fd/N), and of an epoll what it watches
 * (/proc/self/fdinfo/N, "tfd: N events: X data: X", Linux 3.8). An epoll comes last, when what it
 * watches has been renewed. */
#include "descriptors.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

enum { kMostDescriptors = 64, kMostWatched = 128 };
enum kind { kNull, kEvent, kPipe, kEpoll };

struct descriptor {
    int number, status /* F_GETFL */, flags /* F_GETFD */;
    enum kind kind;
    ino_t inode;      /* of a pipe */
    unsigned pending; /* of an eventfd: its count */
    int renewed;
};
struct watched {
    int epoll, number;
    struct epoll_event event;
};

static struct descriptor all[kMostDescriptors];
static struct watched watches[kMostWatched];
static unsigned count, watch_count;
static int raised; /* the soft limit */

static int open_own(const char* path, int flags) {
    return (int)syscall(SYS_openat, AT_FDCWD, path, flags | O_CLOEXEC, 0);
}

/* --- in the runtime --- */

static int kind_of(int number, enum kind* kind) {
    static const struct {
        const char* start;
        enum kind kind;
    } kinds[] = {{"/dev/null", kNull},
                 {"anon_inode:[eventfd]", kEvent},
                 {"pipe:[", kPipe},
                 {"anon_inode:[eventpoll]", kEpoll}};
    char path[64], target[64];
    snprintf(path, sizeof path, "/proc/self/fd/%d", number);
    const ssize_t size = readlink(path, target, sizeof target - 1);
    if (size < 0) return -1;
    target[size] = '\0';
    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++)
        if (strncmp(target, kinds[i].start, strlen(kinds[i].start)) == 0) {
            *kind = kinds[i].kind;
            return 0;
        }
    errno = ENOTSUP;
    return -1;
}

static char info[8192]; /* the last that was read */

static struct fault read_info(int number) {
    char path[64];
    snprintf(path, sizeof path, "/proc/self/fdinfo/%d", number);
    const int file = open_own(path, O_RDONLY);
    const ssize_t size = file < 0 ? -1 : read(file, info, sizeof info - 1);
    const struct fault fault = fault_now("read about a descriptor");
    if (file >= 0) close(file);
    if (size < 0) return fault;
    if (size == sizeof info - 1) return (struct fault){"an epoll that watches much", E2BIG};
    info[size] = '\0';
    return FINE;
}

static struct fault note_pending(struct descriptor* event) {
    const struct fault fault = read_info(event->number);
    if (fault.step != NULL) return fault;
    const char* const at = strstr(info, "eventfd-count:");
    if (at == NULL || sscanf(at, "eventfd-count: %x", &event->pending) != 1)
        return (struct fault){"read the count of an eventfd", EBADMSG};
    return FINE;
}

static struct fault list_watched(int epoll) {
    const struct fault fault = read_info(epoll);
    if (fault.step != NULL) return fault;
    for (const char* at = strstr(info, "tfd:"); at != NULL; at = strstr(at + 1, "tfd:")) {
        struct watched* const it = &watches[watch_count];
        unsigned long long data;
        if (watch_count == kMostWatched ||
            sscanf(at, "tfd: %d events: %x data: %llx", &it->number, &it->event.events, &data) != 3)
            return (struct fault){"an epoll that watches much", E2BIG};
        it->epoll = epoll;
        it->event.data.u64 = data;
        watch_count++;
    }
    return FINE;
}

static struct fault list_one(int number) {
    if (count == kMostDescriptors) return (struct fault){"many descriptors", E2BIG};
    struct descriptor* const it = &all[count];
    memset(it, 0, sizeof *it);
    struct stat about;
    it->number = number;
    it->status = fcntl(number, F_GETFL);
    it->flags = fcntl(number, F_GETFD);
    if (it->status < 0 || it->flags < 0 || fstat(number, &about) != 0 ||
        kind_of(number, &it->kind) != 0)
        return fault_now("a descriptor of the runtime's");
    it->inode = about.st_ino;
    count++;
    if (it->kind == kEvent) return note_pending(it);
    return it->kind == kEpoll ? list_watched(number) : FINE;
}

struct fault list_descriptors(int end) {
    struct rlimit limit;
    if (getrlimit(RLIMIT_NOFILE, &limit) != 0) return fault_now("read the limit of descriptors");
    raised = limit.rlim_cur == limit.rlim_max;
    count = watch_count = 0;
    for (int number = 3; number < end; number++) {
        if (fcntl(number, F_GETFD) < 0) continue;
        const struct fault fault = list_one(number);
        if (fault.step != NULL) return fault;
    }
    return FINE;
}

/* --- in a child --- */

static struct fault put(int fresh, struct descriptor* it) {
    if (fresh < 0) return fault_now("make a descriptor anew");
    if (dup3(fresh, it->number, it->flags & FD_CLOEXEC ? O_CLOEXEC : 0) < 0)
        return fault_now("put a descriptor in place");
    close(fresh);
    it->renewed = 1;
    return FINE;
}

/* Both ends of one pipe, or one whose other end is gone. */
static struct fault renew_pipe(struct descriptor* it) {
    struct stat about;
    int ends[2];
    if (fstat(it->number, &about) != 0) return fault_now("look at a pipe");
    if (about.st_ino != it->inode) return FINE;
    if (pipe2(ends, O_CLOEXEC) != 0) return fault_now("make a pipe anew");
    struct fault fault = FINE;
    const ino_t inode = it->inode;
    for (struct descriptor* each = it; each < all + count && fault.step == NULL; each++) {
        if (each->kind != kPipe || each->inode != inode) continue;
        const int fresh = fcntl(ends[(each->status & O_ACCMODE) == O_WRONLY], F_DUPFD_CLOEXEC, 0);
        if (fresh >= 0 && fcntl(fresh, F_SETFL, each->status) != 0)
            return fault_now("set up a pipe");
        fault = put(fresh, each);
    }
    close(ends[0]);
    close(ends[1]);
    return fault;
}

static struct fault renew_epoll(struct descriptor* it) {
    const struct fault fault = put(epoll_create1(EPOLL_CLOEXEC), it);
    if (fault.step != NULL) return fault;
    for (unsigned i = 0; i < watch_count; i++)
        if (watches[i].epoll == it->number &&
            epoll_ctl(it->number, EPOLL_CTL_ADD, watches[i].number, &watches[i].event) != 0)
            return fault_now("watch a descriptor again");
    return FINE;
}

static struct fault renew(struct descriptor* it) {
    switch (it->kind) {
        case kNull:
            return put(open_own("/dev/null", it->status & O_ACCMODE), it);
        case kEvent:
            return put(eventfd(it->pending, EFD_CLOEXEC | (it->status & O_NONBLOCK)), it);
        case kPipe:
            return renew_pipe(it);
        case kEpoll:
            return renew_epoll(it);
    }
    return FINE;
}

struct fault close_unlisted(int end) {
    int first = 3; /* they are listed in ascending order */
    for (unsigned i = 0; i <= count; i++) {
        const int last = (i < count ? all[i].number : end) - 1;
        if (first <= last && close_range((unsigned)first, (unsigned)last, 0) != 0)
            return fault_now("close_range");
        first = last + 2;
    }
    return FINE;
}

void raise_limit(void) {
    struct rlimit limit;
    if (!raised || getrlimit(RLIMIT_NOFILE, &limit) != 0) return;
    limit.rlim_cur = limit.rlim_max;
    (void)setrlimit(RLIMIT_NOFILE, &limit);
}

struct fault renew_descriptors(void) {
    for (int epolls = 0; epolls <= 1; epolls++)
        for (unsigned i = 0; i < count; i++) {
            if (all[i].renewed || (all[i].kind == kEpoll) != epolls) continue;
            const struct fault fault = renew(&all[i]);
            if (fault.step != NULL) return fault;
        }
    return FINE;
}
