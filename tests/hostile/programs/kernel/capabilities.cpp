// expect: ok
// says: ^held
// why: no right is left, none comes back
// with: probe.h
#include <linux/capability.h>
#include <sys/prctl.h>
#include "probe.h"

int main() {
    __user_cap_header_struct header{_LINUX_CAPABILITY_VERSION_3, 0};
    __user_cap_data_struct all[2] = {{~0u, ~0u, ~0u}, {~0u, ~0u, ~0u}};
    DENIED(capset, &header, all);
    __user_cap_data_struct now[2]{};
    syscall(SYS_capget, &header, now);
    if (now[0].effective | now[0].permitted | now[0].inheritable | now[1].effective |
        now[1].permitted | now[1].inheritable)
        probe::escaped("a capability");
    for (int cap = 0; cap < 41; ++cap) {
        if (prctl(PR_CAPBSET_READ, cap, 0, 0, 0) != 0) probe::escaped("the bounding set");
        DENIED(prctl, PR_CAP_AMBIENT, PR_CAP_AMBIENT_RAISE, cap, 0, 0);
    }
    if (prctl(PR_GET_NO_NEW_PRIVS, 0, 0, 0, 0) != 1) probe::escaped("no_new_privs");
    DENIED(prctl, PR_SET_SECUREBITS, 0, 0, 0, 0);
    DENIED(setuid, 0);
    DENIED(setgid, 0);
    DENIED(setresuid, 0, 0, 0);
    DENIED(setresgid, 0, 0, 0);
    DENIED(setgroups, 0, nullptr);
    return probe::end();
}
