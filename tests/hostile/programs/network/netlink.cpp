// expect: ok
// says: ^held
// why: netlink answers questions about the cell's interfaces, and changes nothing; other protocols
// with: probe.h
#include <linux/if_addr.h>
#include <linux/if_link.h>
#include <linux/netlink.h>
#include <linux/pkt_sched.h>
#include <linux/rtnetlink.h>
#include <net/if.h>
#include <sys/socket.h>
#include "probe.h"

struct Request {
    nlmsghdr head{};
    union {
        ifinfomsg link;
        ifaddrmsg address;
        rtmsg route;
        tcmsg queue;
        ndmsg neighbour;
    } body{};
    char attributes[64]{};
};

static int sequence = 0;

// What the kernel says to a request, as a system call would.
static long ask(int fd, unsigned short type, unsigned short flags) {
    Request request;
    request.head.nlmsg_len = sizeof request;
    request.head.nlmsg_type = type;
    request.head.nlmsg_flags = NLM_F_REQUEST | NLM_F_ACK | flags;
    request.head.nlmsg_seq = static_cast<unsigned>(++sequence);
    request.body.link.ifi_index = 1;
    request.body.link.ifi_flags = request.body.link.ifi_change = IFF_UP;
    if (send(fd, &request, sizeof request, 0) < 0) return -1;
    alignas(nlmsghdr) char answer[8192];
    const ssize_t got = recv(fd, answer, sizeof answer, 0);
    if (got < static_cast<ssize_t>(sizeof(nlmsghdr) + sizeof(int))) return -1;
    const auto* head = reinterpret_cast<const nlmsghdr*>(answer);
    if (head->nlmsg_type != NLMSG_ERROR) return 0;
    errno = -*reinterpret_cast<const int*>(answer + sizeof(nlmsghdr));
    return errno == 0 ? 0 : -1;
}

int main() {
    for (int protocol = 1; protocol < 32; ++protocol)
        for (int type : {SOCK_RAW, SOCK_DGRAM}) {
            char what[48];
            std::snprintf(what, sizeof what, "protocol %d type %d", protocol, type);
            DENIED_AS(what, SYS_socket, AF_NETLINK, type, protocol);
        }
    const int fd = socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC, NETLINK_ROUTE);
    if (fd < 0) return 1;
    for (unsigned short type :
         {RTM_NEWLINK, RTM_DELLINK, RTM_SETLINK, RTM_NEWADDR, RTM_DELADDR, RTM_NEWROUTE, RTM_DELROUTE,
          RTM_NEWNEIGH, RTM_DELNEIGH, RTM_NEWRULE, RTM_DELRULE, RTM_NEWQDISC, RTM_DELQDISC,
          RTM_NEWTCLASS, RTM_NEWTFILTER, RTM_NEWACTION, RTM_NEWNSID, RTM_NEWNETCONF, RTM_NEWMDB,
          RTM_NEWCHAIN, RTM_NEWNEXTHOP, RTM_NEWVLAN, RTM_NEWTUNNEL})
        probe::denied("a change", ask(fd, type, NLM_F_CREATE), {EPERM, EOPNOTSUPP});
    const int one = 1;
    for (int option : {NETLINK_ADD_MEMBERSHIP, NETLINK_LISTEN_ALL_NSID, NETLINK_NO_ENOBUFS})
        probe::denied("an option", setsockopt(fd, 270, option, &one, sizeof one), {ENOPROTOOPT});
    // Of its own loopback it is told, or the rest of this would show nothing.
    if (ask(fd, RTM_GETLINK, 0) != 0) std::puts("ESCAPED: no question is answered");
    return probe::end();
}
