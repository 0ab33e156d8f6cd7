// expect: ok
// says: ^held
// why: no scheduling class or priority that starves the others
// with: probe.h
#include <cstdint>
#include <sys/resource.h>
#include "probe.h"

struct Attributes {
    std::uint32_t size, policy;
    std::uint64_t flags;
    std::int32_t nice;
    std::uint32_t priority;
    std::uint64_t runtime, deadline, period;
};

int main() {
    for (int policy : {1, 2}) {
        const int priority = 1;
        DENIED(sched_setscheduler, 0, policy, &priority);
    }
    Attributes deadline{sizeof deadline, 6, 0, 0, 0, 10000000, 20000000, 20000000};
    DENIED(sched_setattr, 0, &deadline, 0);
    probe::denied("setpriority", probe::call(SYS_setpriority, PRIO_PROCESS, 0, -1), {EACCES});
    const int priority = 1;
    probe::denied("sched_setparam", probe::call(SYS_sched_setparam, 0, &priority), {EINVAL});
    DENIED_AS("ioprio_set real time", SYS_ioprio_set, 1, 0, (1 << 13) | 0);
    return probe::end();
}
