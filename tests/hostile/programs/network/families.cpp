// expect: ok
// says: ^held
// why: every family of sockets but four, and none of those with a strange type
// with: probe.h
#include <sys/socket.h>
#include "probe.h"

int main() {
    for (int family = 0; family < 64; ++family) {
        if (family == AF_UNIX || family == AF_INET || family == AF_INET6 || family == AF_NETLINK)
            continue;
        for (int type : {SOCK_STREAM, SOCK_DGRAM, SOCK_RAW, SOCK_SEQPACKET, SOCK_RDM, SOCK_PACKET}) {
            char what[48];
            int pair[2];
            std::snprintf(what, sizeof what, "family %d type %d", family, type);
            DENIED_AS(what, SYS_socket, family, type, 0);
            DENIED_AS(what, SYS_socketpair, family, type, 0, pair);
        }
    }
    DENIED_AS("family beyond 32 bits", SYS_socket, (1ul << 32) | AF_PACKET, SOCK_RAW, 0);
    return probe::end();
}
