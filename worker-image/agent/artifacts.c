#include "artifacts.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/openat2.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

/* Opens what the job left under `name`. Without any right over files: only what everyone may
 * read, only below /box, through no link of any kind, and only a regular file with one name. */
static int open_artifact(uint32_t flags, int box, const char* name, struct stat* about,
                         struct fault* fault) {
    struct open_how how;
    memset(&how, 0, sizeof how);
    how.flags = O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK | O_NOCTTY;
    how.resolve = RESOLVE_BENEATH | RESOLVE_NO_SYMLINKS | RESOLVE_NO_MAGICLINKS | RESOLVE_NO_XDEV;
    if (KILN_WITHOUT(flags, KILN_WITHOUT_LINKS)) {
        how.flags &= ~(uint64_t)O_NOFOLLOW;
        how.resolve = 0;
    }
    const int fd = (int)syscall(SYS_openat2, box, name, &how, sizeof how);
    if (fd < 0) *fault = fault_now("open the artefact");
    if (fd < 0) return -1;
    if (fstat(fd, about) != 0 || !S_ISREG(about->st_mode) || about->st_nlink != 1) {
        *fault = (struct fault){"the artefact is not a plain file", EINVAL};
        close(fd);
        return -1;
    }
    return fd;
}

static void hand_out(uint32_t flags, int control, int box, uint64_t cell, const char* name) {
    struct stat about;
    struct fault fault = FINE;
    const int fd = open_artifact(flags, box, name, &about, &fault);
    if (fd < 0) {
        send_fault(control, KILN_CELL_FAILED, cell, fault);
        return;
    }
    const struct kiln_event event = {
        .kind = KILN_CELL_FILE, .cell = cell, .size = (uint64_t)about.st_size};
    (void)send_event(control, &event, &fd, 1);
    close(fd);
}

int serve_artifact(uint32_t flags, int control, int box, uint64_t cell) {
    struct kiln_fetch request;
    int none;
    const ssize_t got = receive(control, &request, sizeof request, NULL, 0, &none);
    if (got != (ssize_t)sizeof request || request.head.version != KILN_PROTOCOL) return 0;
    if (request.head.kind != KILN_FETCH) return 0;
    request.name[sizeof request.name - 1] = '\0';
    hand_out(flags, control, box, cell, request.name);
    return 1;
}
