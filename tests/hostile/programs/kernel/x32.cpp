// expect: ok
// says: ^held
// why: the third ABI: the same numbers with a bit set
// with: probe.h
#include "probe.h"

int main() {
    for (long number : {SYS_getpid, SYS_mount, SYS_unshare, SYS_setns, SYS_bpf, SYS_keyctl,
                        SYS_io_uring_setup, SYS_perf_event_open, SYS_chroot, SYS_socket})
        DENIED_AS("x32", number | 0x40000000, 0, 0, 0);
    for (long number = 512; number < 548; ++number)
        DENIED_AS("x32 of its own", number | 0x40000000, 0, 0, 0);
    return probe::end();
}
