// expect: ok
// says: ^held
// why: scheduling classes and memory policies that burden others
// with: probe.h
#include "probe.h"

int main() {
    const int priority = 1;
    DENIED(sched_setscheduler, 0, 1, &priority);
    DENIED(sched_setattr, 0, nullptr, 0);
    DENIED(mbind, nullptr, 0, 0, nullptr, 0, 0);
    DENIED(set_mempolicy, 3, nullptr, 0);
    DENIED(set_mempolicy_home_node, 0, 0, 0, 0);
    DENIED(migrate_pages, 0, 0, nullptr, nullptr);
    DENIED(move_pages, 0, 0, 0, 0, 0, 0);
    return probe::end();
}
