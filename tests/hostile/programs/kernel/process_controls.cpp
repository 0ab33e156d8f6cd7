// expect: ok
// says: ^held
// why: controls of prctl that need a right
// with: probe.h
#include <sys/prctl.h>
#include "probe.h"

int main() {
    DENIED(prctl, PR_SET_MM, PR_SET_MM_EXE_FILE, 0, 0, 0);
    probe::denied("PR_SET_IO_FLUSHER", probe::call(SYS_prctl, 57, 1, 0, 0, 0));
    probe::denied("PR_SCHED_CORE", probe::call(SYS_prctl, 62, 1, 1, 0, 0), {EINVAL, ENODEV, ESRCH});
    return probe::end();
}
