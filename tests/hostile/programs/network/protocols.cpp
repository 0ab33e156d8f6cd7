// expect: ok
// says: ^held
// why: SCTP, MPTCP, DCCP, UDP-Lite, L2TP and the like are surface of the kernel that nobody needs
// with: probe.h
#include <sys/socket.h>
#include <utility>
#include "probe.h"

int main() {
    for (int family : {AF_INET, AF_INET6})
        for (const auto& [type, protocol] : {std::pair<int, int>{SOCK_STREAM, 132}, {SOCK_SEQPACKET, 132},
                                             {SOCK_STREAM, 262}, {SOCK_DCCP, 33}, {SOCK_DGRAM, 136},
                                             {SOCK_DGRAM, 115}, {SOCK_STREAM, 256}}) {
            char what[48];
            std::snprintf(what, sizeof what, "protocol %d", protocol);
            probe::denied(what, probe::call(SYS_socket, family, type, protocol),
                          {EPROTONOSUPPORT, ESOCKTNOSUPPORT, EINVAL});
        }
    return probe::end();
}
