#include "channel.h"

#include <errno.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#define MOST_FDS 64

struct fault fault_now(const char* step) {
    return (struct fault){step, errno};
}

int send_message(int socket, const void* bytes, size_t size, const int* fds, int count) {
    struct iovec part = {(void*)bytes, size};
    struct msghdr message = {.msg_iov = &part, .msg_iovlen = 1};
    _Alignas(struct cmsghdr) char control[CMSG_SPACE(sizeof(int) * MOST_FDS)] = {0};
    if (count > 0) {
        message.msg_control = control;
        message.msg_controllen = CMSG_SPACE(sizeof(int) * (size_t)count);
        struct cmsghdr* header = CMSG_FIRSTHDR(&message);
        header->cmsg_level = SOL_SOCKET;
        header->cmsg_type = SCM_RIGHTS;
        header->cmsg_len = CMSG_LEN(sizeof(int) * (size_t)count);
        memcpy(CMSG_DATA(header), fds, sizeof(int) * (size_t)count);
    }
    while (sendmsg(socket, &message, MSG_NOSIGNAL) < 0)
        if (errno != EINTR) return -1;
    return 0;
}

int send_event(int socket, const struct kiln_event* event, const int* fds, int count) {
    struct kiln_event copy = *event;
    copy.version = KILN_PROTOCOL;
    return send_message(socket, &copy, sizeof copy, fds, count);
}

void send_fault(int socket, enum kiln_event_kind kind, uint64_t cell, struct fault fault) {
    struct kiln_event event = {.kind = (uint32_t)kind, .cell = cell, .error = fault.error};
    strncpy(event.step, fault.step, sizeof event.step - 1);
    (void)send_event(socket, &event, NULL, 0);
}

/* Moves the descriptors of one control message to `fds`; closes what does not fit. */
static int take_fds(struct cmsghdr* header, int* fds, int most, int have) {
    const size_t came = (header->cmsg_len - CMSG_LEN(0)) / sizeof(int);
    for (size_t i = 0; i < came; i++) {
        int fd;
        memcpy(&fd, CMSG_DATA(header) + i * sizeof(int), sizeof fd);
        if (have < most)
            fds[have++] = fd;
        else
            close(fd);
    }
    return have;
}

ssize_t receive(int socket, void* bytes, size_t size, int* fds, int most, int* count) {
    struct iovec part = {bytes, size};
    _Alignas(struct cmsghdr) char control[CMSG_SPACE(sizeof(int) * MOST_FDS)];
    struct msghdr message = {.msg_iov = &part,
                             .msg_iovlen = 1,
                             .msg_control = control,
                             .msg_controllen = sizeof control};
    ssize_t got;
    do got = recvmsg(socket, &message, MSG_CMSG_CLOEXEC);
    while (got < 0 && errno == EINTR);
    *count = 0;
    if (got < 0) return -1;
    for (struct cmsghdr* header = CMSG_FIRSTHDR(&message); header != NULL;
         header = CMSG_NXTHDR(&message, header))
        if (header->cmsg_level == SOL_SOCKET && header->cmsg_type == SCM_RIGHTS)
            *count = take_fds(header, fds, most, *count);
    if ((message.msg_flags & (MSG_TRUNC | MSG_CTRUNC)) != 0) {
        while (*count > 0) close(fds[--*count]);
        errno = EMSGSIZE;
        return -1;
    }
    return got;
}
