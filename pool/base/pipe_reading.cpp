#include "pool/base/pipe_reading.h"

#include <fcntl.h>
#include <sys/uio.h>
#include <unistd.h>

#include <array>
#include <cerrno>

#include "pool/base/unique_fd.h"

namespace kiln::pool {

namespace {

// For a kernel whose pipes know no RWF_NOWAIT (before Linux 6.4): splice(2) has a flag of its own that
// says not to wait. It moves what is there to a pipe that nobody else has.
Result<std::size_t> read_by_splice(int pipe, std::span<char> buffer) {
    std::array<int, 2> ends{-1, -1};
    if (::pipe2(ends.data(), O_CLOEXEC | O_NONBLOCK) != 0) return errno_error("pipe2");
    const UniqueFd out(ends[0]), in(ends[1]);
    const ssize_t moved =
        ::splice(pipe, nullptr, in.get(), nullptr, buffer.size(), SPLICE_F_NONBLOCK);
    if (moved < 0) return errno_error("splice from a pipe");
    // A packet a call, where the pipe was one of packets (O_DIRECT).
    std::size_t taken = 0;
    while (taken < static_cast<std::size_t>(moved)) {
        const ssize_t got = ::read(out.get(), buffer.data() + taken, buffer.size() - taken);
        if (got < 0) return errno_error("read what was spliced");
        if (got == 0) break;
        taken += static_cast<std::size_t>(got);
    }
    return taken;
}

}  // namespace

Result<std::size_t> read_pipe_now(int pipe, std::span<char> buffer) {
    const iovec part{buffer.data(), buffer.size()};
    for (;;) {
        const ssize_t got = ::preadv2(pipe, &part, 1, -1, RWF_NOWAIT);
        if (got >= 0) return static_cast<std::size_t>(got);
        if (errno == EOPNOTSUPP) return read_by_splice(pipe, buffer);
        if (errno != EINTR) return errno_error("read a pipe");
    }
}

}  // namespace kiln::pool
