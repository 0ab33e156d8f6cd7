// Sends a descriptor by a socket, into whose queue it goes; not 0: it could not.
#pragma once

#include <string.h>
#include <sys/socket.h>

static inline int pass(int by, int what) {
    char byte = 'x', control[CMSG_SPACE(sizeof(int))] = {};
    iovec part{&byte, 1};
    msghdr message{};
    message.msg_iov = &part;
    message.msg_iovlen = 1;
    message.msg_control = control;
    message.msg_controllen = sizeof control;
    cmsghdr* header = CMSG_FIRSTHDR(&message);
    header->cmsg_level = SOL_SOCKET;
    header->cmsg_type = SCM_RIGHTS;
    header->cmsg_len = CMSG_LEN(sizeof(int));
    memcpy(CMSG_DATA(header), &what, sizeof what);
    return sendmsg(by, &message, MSG_DONTWAIT) < 0;
}
