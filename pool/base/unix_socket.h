#pragma once

#include <array>
#include <cstddef>
#include <span>
#include <vector>

#include "pool/base/result.h"
#include "pool/base/unique_fd.h"

namespace kiln::pool {

// AF_UNIX SOCK_SEQPACKET: one send is one receive, descriptors travel along (unix(7), cmsg(3)).

// The most descriptors one message of ours carries.
inline constexpr std::size_t kMaxFds = 64;

struct SocketPair {
    UniqueFd ours;
    UniqueFd theirs;
};

// Two connected ends, close-on-exec; `ours` is non-blocking, `theirs` blocks.
[[nodiscard]] Result<SocketPair> seqpacket_pair();

// Sends one message. Never blocks where the socket does not: a full one is EAGAIN, an error.
// The descriptors stay the caller's.
[[nodiscard]] Result<void> send_message(int socket, std::span<const std::byte> bytes,
                                        std::span<const int> fds = {});
// The same, and never blocks, whatever the socket is set to: for one that came from somebody else,
// who may share it.
[[nodiscard]] Result<void> send_message_now(int socket, std::span<const std::byte> bytes,
                                            std::span<const int> fds = {});

struct Received {
    std::size_t size = 0;  // bytes filled in; 0: the peer is gone
    std::vector<UniqueFd> fds;
};

// Receives one message into `buffer`. Never blocks, whatever the socket is set to (it may come
// from somebody else): EAGAIN shows in Error::code when nothing is there.
// A message that is longer than the buffer or had its descriptors cut is an error: our peers
// never send one.
[[nodiscard]] Result<Received> receive_message(int socket, std::span<std::byte> buffer);

// A fixed struct as the bytes of a message, and back.
template <typename T>
[[nodiscard]] std::span<const std::byte> as_message(const T& value) {
    return std::as_bytes(std::span(&value, 1));
}
template <typename T>
[[nodiscard]] std::span<std::byte> as_buffer(T& value) {
    return std::as_writable_bytes(std::span(&value, 1));
}

}  // namespace kiln::pool
