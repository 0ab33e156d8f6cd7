// expect: ok
// says: ^held
// why: an unknown protocol or type makes the kernel look for a module of that name
// with: probe.h
#include <netinet/in.h>
#include <sys/socket.h>
#include "probe.h"

int main() {
    for (int family : {AF_INET, AF_INET6})
        for (int type : {1, 2, 3, 4, 5, 6, 9, 10})  // SOCK_STREAM to SOCK_DCCP, none, SOCK_PACKET
            for (int protocol = 0; protocol < 300; ++protocol) {
                const bool known = (type == SOCK_STREAM && (protocol == 0 || protocol == IPPROTO_TCP)) ||
                                   (type == SOCK_DGRAM && (protocol == 0 || protocol == IPPROTO_UDP ||
                                                           protocol == IPPROTO_ICMP ||
                                                           protocol == IPPROTO_ICMPV6));
                if (known) continue;
                const long made = probe::call(SYS_socket, family, type, protocol);
                // An answer of the filter's, not the module loader's.
                if (made >= 0 || (errno != EPROTONOSUPPORT && errno != EPERM))
                    probe::denied("protocol", made);
            }

    return probe::reached == 0 ? (std::puts("held"), 0) : 1;
}
