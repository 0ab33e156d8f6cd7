// expect: ok
// says: ^held
// why: options that load code or rules into the kernel
// with: probe.h
#include <linux/filter.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include "probe.h"

int main() {
    const int fd = socket(AF_INET, SOCK_STREAM, 0);
    char bytes[256] = {};
    for (int option : {64, 65}) {  // IPT_SO_SET_REPLACE, IPT_SO_SET_ADD_COUNTERS
        // ENOPROTOOPT: a kernel without these tables.
        probe::denied("iptables", probe::call(SYS_setsockopt, fd, IPPROTO_IP, option, bytes,
                                              sizeof bytes), {ENOPROTOOPT});
        probe::denied("ip6tables",
                      probe::call(SYS_setsockopt, socket(AF_INET6, SOCK_STREAM, 0), IPPROTO_IPV6,
                                  option, bytes, sizeof bytes), {ENOPROTOOPT});
    }
    const int program = -1;
    probe::denied("SO_ATTACH_BPF", probe::call(SYS_setsockopt, fd, SOL_SOCKET, 50, &program,
                                               sizeof program), {EBADF});
    return probe::end();
}
