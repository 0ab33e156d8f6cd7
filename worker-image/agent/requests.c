#include "requests.h"

#include <errno.h>
#include <linux/bpf_common.h>
#include <linux/filter.h>

#ifdef KILN_WEAKEN
static const uint32_t kFlags = KILN_ATTACH_BY_CLONE | KILN_KEEP_GROUPS | KILN_ONE_ID |
                               KILN_WITHOUT_IPC | KILN_WITHOUT_NETWORK | KILN_WITHOUT_LINKS |
                               KILN_WITHOUT_CAPABILITIES;
#else
static const uint32_t kFlags = KILN_ATTACH_BY_CLONE | KILN_KEEP_GROUPS | KILN_ONE_ID;
#endif

static struct fault refused(const char* step) {
    return (struct fault){step, EBADMSG};
}

/* The seccomp program, then what cells attach themselves to: one directory, or tasks files; then the
 * same for runtimes. */
static struct fault check_configuration(const struct kiln_configure* request, int count) {
    const struct fault bad = refused("a configuration that is not one");
    if (count < 1 || count > MOST_CONFIGURE_FDS) return bad;
    if (request->attach_count > MOST_ATTACH_FDS || 1 + 2 * request->attach_count != (uint32_t)count)
        return bad;
    if ((request->flags & ~kFlags) != 0 || request->descriptors == 0) return bad;
    if ((request->flags & KILN_ATTACH_BY_CLONE) && request->attach_count != 1) return bad;
    return FINE;
}

/* 0: no kind that an agent serves. */
static size_t size_of(uint32_t kind) {
    switch (kind) {
        case KILN_CONFIGURE:
            return sizeof(struct kiln_configure);
        case KILN_RUNTIME:
            return sizeof(struct kiln_runtime);
        case KILN_MAKE_CELL:
            return sizeof(struct kiln_make_cell);
        case KILN_KILL_CELL:
            return sizeof(struct kiln_kill_cell);
        case KILN_PING:
            return sizeof(struct kiln_ping);
        default:
            return 0;
    }
}

static struct fault check_runtime_number(uint32_t number) {
    return number <= KILN_MAX_RUNTIMES ? FINE : refused("a request for a runtime there is none of");
}

static struct fault check_runtime(const struct kiln_runtime* request) {
    const int is_one = request->number != 0 && request->mode <= KILN_RUNTIME_WAITS;
    return is_one ? check_runtime_number(request->number) : refused("a runtime that is not one");
}

struct fault check_request(const union kiln_request* request, ssize_t got, int count) {
    const struct fault bad = refused("a request that is not one");
    if (got < (ssize_t)sizeof request->head || request->head.version != KILN_PROTOCOL) return bad;
    const uint32_t kind = request->head.kind;
    const size_t size = size_of(kind);
    if (size == 0) return refused("a request of an unknown kind");
    if ((size_t)got != size) return bad;
    if (kind == KILN_CONFIGURE) return check_configuration(&request->configure, count);
    struct fault fault = FINE;
    if (kind == KILN_RUNTIME) fault = check_runtime(&request->runtime);
    if (kind == KILN_MAKE_CELL) fault = check_runtime_number(request->make_cell.runtime);
    const int most = kind == KILN_RUNTIME ? 1 : 0;
    if (fault.step == NULL && count > most)
        fault = refused("a request with descriptors it has no use for");
    return fault;
}

struct fault filter_length(const struct stat* about, unsigned short* length) {
    const struct fault bad = {"a seccomp program that is not one", EINVAL};
    if (!S_ISREG(about->st_mode) || about->st_size < 0) return bad;
    const size_t size = (size_t)about->st_size, one = sizeof(struct sock_filter);
    if (size % one != 0 || size / one > BPF_MAXINSNS) return bad;
    *length = (unsigned short)(size / one);
    return FINE;
}
