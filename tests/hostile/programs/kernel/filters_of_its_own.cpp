// expect: ok
// says: ^held
// why: both doors to a filter: one with a listener could hold up whoever waits for the job
// with: probe.h
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <sys/prctl.h>
#include "probe.h"

int main() {
    sock_filter allow[] = {BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW)};
    sock_fprog program{1, allow};
    DENIED(seccomp, SECCOMP_SET_MODE_FILTER, SECCOMP_FILTER_FLAG_NEW_LISTENER, &program);
    DENIED(seccomp, SECCOMP_SET_MODE_STRICT, 0, nullptr);
    DENIED_AS("landlock", 444, nullptr, 0, 1);
    return probe::end();
}
