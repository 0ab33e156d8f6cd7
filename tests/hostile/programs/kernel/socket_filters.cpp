// expect: ok
// says: ^held
// why: a filter on a socket is a program in the kernel; freeing many of them can hang it for good
// with: probe.h
#include <linux/filter.h>
#include <sys/socket.h>
#include "probe.h"

int main() {
    sock_filter all[] = {BPF_STMT(BPF_RET | BPF_K, 0xffff)};
    sock_fprog program{1, all};
    const int one = 1, none = -1;
    int pair[2];
    if (socketpair(AF_UNIX, SOCK_DGRAM, 0, pair) != 0) return 3;
    // The first call of each kind is refused, so that none is ever attached or freed.
    for (int fd : {pair[0], socket(AF_UNIX, SOCK_STREAM, 0), socket(AF_INET, SOCK_DGRAM, 0),
                   socket(AF_INET6, SOCK_STREAM, 0)}) {
        DENIED(setsockopt, fd, SOL_SOCKET, 26, &program, sizeof program);  // SO_ATTACH_FILTER
        DENIED(setsockopt, fd, SOL_SOCKET, 27, &one, sizeof one);          // SO_DETACH_FILTER
        DENIED(setsockopt, fd, SOL_SOCKET, 44, &one, sizeof one);          // SO_LOCK_FILTER
        DENIED(setsockopt, fd, SOL_SOCKET, 50, &none, sizeof none);        // SO_ATTACH_BPF
        DENIED(setsockopt, fd, SOL_SOCKET, 51, &program, sizeof program);  // ..._REUSEPORT_CBPF
        DENIED(setsockopt, fd, SOL_SOCKET, 52, &none, sizeof none);        // ..._REUSEPORT_EBPF
        DENIED(setsockopt, fd, SOL_SOCKET, 68, &one, sizeof one);          // SO_DETACH_REUSEPORT_BPF
        DENIED_AS("by wide numbers", SYS_setsockopt, fd, (1ul << 32) | SOL_SOCKET, (1ul << 32) | 26,
                  &program, sizeof program);
    }
    DENIED(prctl, 22, 2, &program);  // PR_SET_SECCOMP
    DENIED(seccomp, 1, 0, &program);
    return probe::end();
}
