#include "pool/base/unix_socket.h"

#include <fcntl.h>
#include <sys/socket.h>

#include <cerrno>
#include <cstring>

namespace kiln::pool {

Result<SocketPair> seqpacket_pair() {
    std::array<int, 2> ends{};
    if (::socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, ends.data()) != 0)
        return errno_error("socketpair");
    SocketPair pair{UniqueFd(ends[0]), UniqueFd(ends[1])};
    if (::fcntl(pair.ours.get(), F_SETFL, O_NONBLOCK) != 0) return errno_error("O_NONBLOCK");
    return pair;
}

namespace {

Result<void> send_with(int flags, int socket, std::span<const std::byte> bytes,
                       std::span<const int> fds) {
    iovec part{const_cast<std::byte*>(bytes.data()), bytes.size()};
    msghdr message{};
    message.msg_iov = &part;
    message.msg_iovlen = 1;
    alignas(cmsghdr) std::array<char, CMSG_SPACE(sizeof(int) * kMaxFds)> control{};
    if (!fds.empty()) {
        if (fds.size() > kMaxFds) return plain_error("send a message: too many descriptors");
        message.msg_control = control.data();
        message.msg_controllen = CMSG_SPACE(fds.size_bytes());
        cmsghdr* header = CMSG_FIRSTHDR(&message);
        header->cmsg_level = SOL_SOCKET;
        header->cmsg_type = SCM_RIGHTS;
        header->cmsg_len = CMSG_LEN(fds.size_bytes());
        std::memcpy(CMSG_DATA(header), fds.data(), fds.size_bytes());
    }
    while (::sendmsg(socket, &message, MSG_NOSIGNAL | flags) < 0)
        if (errno != EINTR) return errno_error("sendmsg");
    return success();
}

}  // namespace

Result<void> send_message(int socket, std::span<const std::byte> bytes, std::span<const int> fds) {
    return send_with(0, socket, bytes, fds);
}

Result<void> send_message_now(int socket, std::span<const std::byte> bytes,
                              std::span<const int> fds) {
    return send_with(MSG_DONTWAIT, socket, bytes, fds);
}

Result<Received> receive_message(int socket, std::span<std::byte> buffer) {
    iovec part{buffer.data(), buffer.size()};
    msghdr message{};
    message.msg_iov = &part;
    message.msg_iovlen = 1;
    alignas(cmsghdr) std::array<char, CMSG_SPACE(sizeof(int) * kMaxFds)> control{};
    message.msg_control = control.data();
    message.msg_controllen = control.size();

    ssize_t size = 0;
    do size = ::recvmsg(socket, &message, MSG_CMSG_CLOEXEC | MSG_DONTWAIT);
    while (size < 0 && errno == EINTR);
    if (size < 0) return errno_error("recvmsg");

    Received received{static_cast<std::size_t>(size), {}};
    for (cmsghdr* header = CMSG_FIRSTHDR(&message); header != nullptr;
         header = CMSG_NXTHDR(&message, header)) {
        if (header->cmsg_level != SOL_SOCKET || header->cmsg_type != SCM_RIGHTS) continue;
        const std::size_t count = (header->cmsg_len - CMSG_LEN(0)) / sizeof(int);
        for (std::size_t i = 0; i < count; ++i) {
            int fd = -1;
            std::memcpy(&fd, CMSG_DATA(header) + i * sizeof(int), sizeof fd);
            received.fds.emplace_back(fd);
        }
    }
    if ((message.msg_flags & (MSG_TRUNC | MSG_CTRUNC)) != 0)
        return errno_error(EMSGSIZE, "recvmsg: a message that was cut");
    return received;
}

}  // namespace kiln::pool
