// expect: ok
// says: ^held
// why: options of sockets that are numbers of the whole host, reserve its memory or load modules
// with: probe.h
#include <netinet/in.h>
#include <sys/socket.h>
#include "probe.h"

namespace {

void refused(const char* what, int fd, int level, int option) {
    char value[64] = {1};
    socklen_t size = sizeof value;
    probe::denied(what, probe::call(SYS_setsockopt, fd, level, option, value, sizeof value),
                  {ENOPROTOOPT});
    probe::denied(what, probe::call(SYS_getsockopt, fd, level, option, value, &size), {ENOPROTOOPT});
}

}  // namespace

int main() {
    const int tcp = socket(AF_INET, SOCK_STREAM, 0), six = socket(AF_INET6, SOCK_DGRAM, 0);
    refused("SO_BUSY_POLL", tcp, SOL_SOCKET, 46);
    refused("SO_INCOMING_NAPI_ID", tcp, SOL_SOCKET, 56);
    refused("SO_COOKIE", tcp, SOL_SOCKET, 57);
    refused("SO_ZEROCOPY", tcp, SOL_SOCKET, 60);
    refused("SO_TXTIME", tcp, SOL_SOCKET, 61);
    refused("SO_PREFER_BUSY_POLL", tcp, SOL_SOCKET, 69);
    refused("SO_BUSY_POLL_BUDGET", tcp, SOL_SOCKET, 70);
    refused("SO_NETNS_COOKIE", tcp, SOL_SOCKET, 71);
    refused("SO_RESERVE_MEM", tcp, SOL_SOCKET, 73);
    refused("IPV6_FLOWLABEL_MGR", six, IPPROTO_IPV6, 32);
    refused("IPV6_FLOWINFO_SEND", six, IPPROTO_IPV6, 33);
    refused("TCP_MD5SIG", tcp, IPPROTO_TCP, 14);
    refused("TCP_REPAIR", tcp, IPPROTO_TCP, 19);
    refused("TCP_ULP", tcp, IPPROTO_TCP, 31);
    refused("TCP_ZEROCOPY_RECEIVE", tcp, IPPROTO_TCP, 35);
    refused("IPT_SO_GET_INFO", tcp, IPPROTO_IP, 64);
    refused("IP_XFRM_POLICY", tcp, IPPROTO_IP, 17);
    refused("SOL_NETLINK", tcp, 270, 1);
    refused("SOL_TLS", tcp, 282, 1);
    const char name[] = "bbr";
    probe::denied("TCP_CONGESTION", probe::call(SYS_setsockopt, tcp, IPPROTO_TCP, 13, name, 3),
                  {ENOPROTOOPT});
    return probe::end();
}
