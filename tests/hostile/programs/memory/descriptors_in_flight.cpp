// expect: ok, memory_limit
// limits: {"memory_mb": 64}
// says: ^held|^$
// why: descriptors hidden in sockets are bounded too
#include <cstdio>
#include <cstring>
#include <sys/socket.h>

int main() {
    long sent = 0;
    for (int round = 0; round < 1000; ++round) {
        int ends[2];
        if (socketpair(AF_UNIX, SOCK_DGRAM | SOCK_NONBLOCK, 0, ends) != 0) break;
        char byte = 0;
        iovec io{&byte, 1};
        alignas(cmsghdr) char control[CMSG_SPACE(sizeof(int) * 200)] = {};
        msghdr message{};
        message.msg_iov = &io;
        message.msg_iovlen = 1;
        message.msg_control = control;
        message.msg_controllen = sizeof control;
        cmsghdr* head = CMSG_FIRSTHDR(&message);
        head->cmsg_level = SOL_SOCKET;
        head->cmsg_type = SCM_RIGHTS;
        head->cmsg_len = CMSG_LEN(sizeof(int) * 200);
        for (int i = 0; i < 200; ++i)
            std::memcpy(CMSG_DATA(head) + i * sizeof(int), &ends[i & 1], sizeof(int));
        while (sendmsg(ends[0], &message, 0) > 0) sent += 200;
    }
    std::printf(sent > 10000 ? "ESCAPED %ld\n" : "held %ld\n", sent);
}
