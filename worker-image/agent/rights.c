#include "rights.h"

#include <errno.h>
#include <linux/capability.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <unistd.h>

struct fault bound_capabilities(int keep) {
    /* The kernel says EINVAL past its last capability (prctl(2)). */
    for (int cap = 0; cap < 64; cap++) {
        if (cap == keep) continue;
        if (prctl(PR_CAPBSET_DROP, cap, 0, 0, 0) != 0) {
            if (errno == EINVAL) break;
            return fault_now("drop the capability bounding set");
        }
    }
    return FINE;
}

int keep_capabilities(unsigned long long mask) {
    struct __user_cap_header_struct header = {_LINUX_CAPABILITY_VERSION_3, 0};
    struct __user_cap_data_struct data[2];
    if (syscall(SYS_capget, &header, data) != 0) return -1;
    for (int i = 0; i < 2; i++) {
        const unsigned half = (unsigned)(mask >> (32 * i));
        data[i].permitted &= half;
        data[i].effective &= half;
        data[i].inheritable &= half;
    }
    return (int)syscall(SYS_capset, &header, data);
}

struct fault give_up_capability(int capability) {
    if (prctl(PR_CAPBSET_DROP, capability, 0, 0, 0) != 0)
        return fault_now("bound a capability of the agent's");
    if (keep_capabilities(~(1ull << capability)) != 0)
        return fault_now("give up a capability of the agent's");
    return FINE;
}

struct fault drop_capabilities(int keep) {
    if (prctl(PR_CAP_AMBIENT, PR_CAP_AMBIENT_CLEAR_ALL, 0, 0, 0) != 0)
        return fault_now("clear ambient capabilities");
    struct __user_cap_header_struct header = {_LINUX_CAPABILITY_VERSION_3, 0};
    struct __user_cap_data_struct data[2];
    memset(data, 0, sizeof data);
    if (keep >= 0) {
        data[keep / 32].permitted = 1u << (keep % 32);
        data[keep / 32].effective = 1u << (keep % 32);
    }
    if (syscall(SYS_capset, &header, data) != 0) return fault_now("capset");
    if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0) return fault_now("set no_new_privs");
    return FINE;
}
