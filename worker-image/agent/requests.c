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
static struct fault check_configuration(const struct kiln_request* request, int count) {
    const struct fault bad = refused("a configuration that is not one");
    if (count < 1 || count > MOST_CONFIGURE_FDS) return bad;
    if (request->attach_count > MOST_ATTACH_FDS || 1 + 2 * request->attach_count != (uint32_t)count)
        return bad;
    if ((request->flags & ~kFlags) != 0 || request->descriptors == 0) return bad;
    if ((request->flags & KILN_ATTACH_BY_CLONE) && request->attach_count != 1) return bad;
    return FINE;
}

struct fault check_request(const struct kiln_request* request, ssize_t got, int count) {
    if (got != (ssize_t)sizeof *request || request->version != KILN_PROTOCOL)
        return refused("a request that is not one");
    if (request->runtime > KILN_MAX_RUNTIMES)
        return refused("a request for a runtime there is none of");
    switch (request->kind) {
        case KILN_CONFIGURE:
            return check_configuration(request, count);
        case KILN_RUNTIME:
            if (request->runtime == 0 || request->mode > KILN_RUNTIME_WAITS)
                return refused("a runtime that is not one");
            return count <= 1 ? FINE : refused("a request with descriptors it has no use for");
        case KILN_MAKE_CELL:
        case KILN_KILL_CELL:
        case KILN_PING:
            return count == 0 ? FINE : refused("a request with descriptors it has no use for");
        default:
            return refused("a request of an unknown kind");
    }
}

struct fault filter_length(const struct stat* about, unsigned short* length) {
    const struct fault bad = {"a seccomp program that is not one", EINVAL};
    if (!S_ISREG(about->st_mode) || about->st_size < 0) return bad;
    const size_t size = (size_t)about->st_size, one = sizeof(struct sock_filter);
    if (size % one != 0 || size / one > BPF_MAXINSNS) return bad;
    *length = (unsigned short)(size / one);
    return FINE;
}
