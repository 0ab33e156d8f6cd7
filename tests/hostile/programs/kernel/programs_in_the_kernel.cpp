// expect: ok
// says: ^held
// why: BPF, performance counters, page faults in user space, tracing
// with: probe.h
#include <linux/perf_event.h>
#include "probe.h"

int main() {
    char attributes[128] = {};
    for (int command = 0; command < 38; ++command) DENIED(bpf, command, attributes, sizeof attributes);
    perf_event_attr event{};
    event.size = sizeof event;
    event.type = PERF_TYPE_SOFTWARE;
    event.exclude_kernel = 1;
    DENIED(perf_event_open, &event, 0, -1, -1, 0);
    DENIED(perf_event_open, &event, -1, 0, -1, 0);
    DENIED(userfaultfd, 0);
    DENIED(userfaultfd, 1);
    DENIED(lookup_dcookie, 0, nullptr, 0);
    return probe::end();
}
