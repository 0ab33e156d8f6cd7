// expect: ok
// says: ^held
// why: no packet is made by hand, no ping is sent
// with: probe.h
#include <netinet/in.h>
#include <sys/socket.h>
#include "probe.h"

int main() {
    for (int family : {AF_INET, AF_INET6})
        for (int protocol : {0, 1, 6, 17, 47, 58, 89, 115, 132, 255}) {
            probe::denied("raw", probe::call(SYS_socket, family, SOCK_RAW, protocol),
                          {EPROTONOSUPPORT});
            if (protocol == 1 || protocol == 58)
                probe::denied("ping", probe::call(SYS_socket, family, SOCK_DGRAM, protocol),
                              {EACCES, EPROTONOSUPPORT});
        }
    return probe::end();
}
