// expect: ok
// says: ^held
// why: filters by the older door: they pin kernel memory, and hundreds make every call slow
// with: probe.h
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <sys/prctl.h>
#include "probe.h"

int main() {
    sock_filter allow[] = {BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW)};
    sock_fprog program{1, allow};
    DENIED_AS("prctl(PR_SET_SECCOMP)", SYS_prctl, PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &program, 0, 0);
    return probe::end();
}
