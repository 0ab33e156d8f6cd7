// expect: ok
// says: ^held
// why: every limit is a hard one
// with: probe.h
#include <sys/resource.h>
#include "probe.h"

int main() {
    const int finite[] = {RLIMIT_CORE, RLIMIT_NOFILE, RLIMIT_MEMLOCK, RLIMIT_MSGQUEUE,
                          RLIMIT_SIGPENDING, RLIMIT_NICE, RLIMIT_RTPRIO, RLIMIT_STACK,
                          RLIMIT_FSIZE};
    for (int resource : finite) {
        rlimit now{};
        getrlimit(static_cast<__rlimit_resource>(resource), &now);
        if (now.rlim_max == RLIM_INFINITY) {
            std::printf("ESCAPED limit %d is infinite\n", resource);
            continue;
        }
        char what[32];
        std::snprintf(what, sizeof what, "raise %d", resource);
        const rlimit more{now.rlim_cur, now.rlim_max + 1};
        DENIED_AS(what, SYS_prlimit64, 0, resource, &more, nullptr);
        const rlimit all{RLIM_INFINITY, RLIM_INFINITY};
        DENIED_AS(what, SYS_setrlimit, resource, &all);
    }
    return probe::end();
}
