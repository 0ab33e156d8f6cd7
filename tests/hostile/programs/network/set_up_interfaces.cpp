// expect: ok
// says: ^held
// why: the empty network cannot be given an interface, an address or a route
// with: probe.h
#include <fcntl.h>
#include <net/if.h>
#include <net/route.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include "probe.h"

int main() {
    const int fd = socket(AF_INET, SOCK_DGRAM, 0);
    ifreq lo{};
    std::strcpy(lo.ifr_name, "lo");
    lo.ifr_flags = IFF_UP;
    rtentry route{};
    for (unsigned long request : {SIOCSIFFLAGS, SIOCSIFADDR, SIOCSIFMTU, SIOCSIFNAME})
        DENIED_AS("interface request", SYS_ioctl, fd, request, &lo);
    DENIED_AS("route", SYS_ioctl, fd, SIOCADDRT, &route);
    probe::denied("tun", probe::call(SYS_open, "/dev/net/tun", O_RDWR), {ENOENT});
    const int mark = 1;
    DENIED_AS("SO_MARK", SYS_setsockopt, fd, SOL_SOCKET, SO_MARK, &mark, sizeof mark);
    DENIED_AS("SO_SNDBUFFORCE", SYS_setsockopt, fd, SOL_SOCKET, SO_SNDBUFFORCE, &mark, sizeof mark);
    return probe::end();
}
