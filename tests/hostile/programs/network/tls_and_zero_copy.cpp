// expect: ok
// says: ^held
// why: no upper layer of TCP is loaded, and there is no connection
// with: probe.h
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>
#include "probe.h"

int main() {
    const int fd = socket(AF_INET, SOCK_STREAM, 0);
    for (const char* layer : {"tls", "espintcp", "smc", "mptcp"})
        probe::denied(layer, probe::call(SYS_setsockopt, fd, IPPROTO_TCP, TCP_ULP, layer,
                                         std::strlen(layer)), {ENOPROTOOPT});
    sockaddr_in here{};
    here.sin_family = AF_INET;
    here.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    here.sin_port = htons(9999);
    probe::denied("loopback", probe::call(SYS_connect, fd, &here, sizeof here),
                  {ENETUNREACH, ECONNREFUSED});
    return probe::end();
}
