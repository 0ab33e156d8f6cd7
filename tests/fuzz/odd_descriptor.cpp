#include "tests/fuzz/odd_descriptor.h"

#include <fcntl.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <cstdlib>

#include "tests/fuzz/demand.h"

namespace kiln::fuzz {

using pool::UniqueFd;

namespace {

UniqueFd socket_of_type(int type) {
    int ends[2] = {-1, -1};
    DEMAND(::socketpair(AF_UNIX, type | SOCK_CLOEXEC, 0, ends) == 0);
    ::close(ends[1]);
    return UniqueFd(ends[0]);
}

// Four epoll instances in a row: one more around them is one too many for the kernel.
UniqueFd deep_epoll() {
    UniqueFd outer(::epoll_create1(EPOLL_CLOEXEC));
    for (int i = 0; i < 4; ++i) {
        UniqueFd next(::epoll_create1(EPOLL_CLOEXEC));
        epoll_event event{};
        event.events = EPOLLIN;
        (void)::epoll_ctl(next.get(), EPOLL_CTL_ADD, outer.get(), &event);
        outer = std::move(next);
    }
    return outer;
}

UniqueFd named_pipe() {
    char path[] = "/tmp/test-of-kiln-fifo-XXXXXX";
    const int file = ::mkstemp(path);
    DEMAND(file >= 0);
    ::close(file);
    ::unlink(path);
    DEMAND(::mkfifo(path, 0600) == 0);
    UniqueFd fd(::open(path, O_RDWR | O_CLOEXEC));
    ::unlink(path);
    return fd;
}

// Of packets, with an empty and a full one in it, and a writer for ever (its own end is both).
UniqueFd packet_pipe() {
    int ends[2] = {-1, -1};
    DEMAND(::pipe2(ends, O_CLOEXEC | O_DIRECT) == 0);
    const UniqueFd in(ends[1]);
    UniqueFd out(ends[0]);
    (void)!::write(in.get(), "", 0);
    (void)!::write(in.get(), "packet", 6);
    return out;
}

UniqueFd large_file() {
    UniqueFd fd(::memfd_create("large", MFD_CLOEXEC));
    DEMAND(::ftruncate(fd.get(), off_t{1} << 40) == 0);
    return fd;
}

}  // namespace

UniqueFd copy_of(const UniqueFd& fd) {
    return UniqueFd(::fcntl(fd.get(), F_DUPFD_CLOEXEC, 0));
}

UniqueFd memory_file(std::string_view text) {
    UniqueFd fd(::memfd_create("leaf", MFD_CLOEXEC));
    DEMAND(fd.valid());
    DEMAND(::write(fd.get(), text.data(), text.size()) == static_cast<ssize_t>(text.size()));
    return fd;
}

UniqueFd odd_descriptor(char kind) {
    switch (kind) {
        case 'e':
            return UniqueFd(::open("/dev/null", O_RDWR | O_CLOEXEC));
        case 'f':
            return memory_file("a file that can be written");
        case 'g':
            return UniqueFd(::open("/dev/zero", O_RDONLY | O_CLOEXEC));
        case 'h':
            return UniqueFd(::open("/", O_RDONLY | O_DIRECTORY | O_CLOEXEC));
        case 'i':
            return deep_epoll();
        case 'j':
            return UniqueFd(::eventfd(1, EFD_CLOEXEC));
        case 'k':
            return socket_of_type(SOCK_STREAM);
        case 'l':
            return socket_of_type(SOCK_DGRAM);
        case 'm':
            return socket_of_type(SOCK_SEQPACKET);
        case 'p':
            return UniqueFd(static_cast<int>(::syscall(SYS_pidfd_open, ::getpid(), 0)));
        case 'q':
            return large_file();
        case 'r':
            return UniqueFd(::open("/", O_PATH | O_CLOEXEC));
        case 's':
            return named_pipe();
        case 't':
            return packet_pipe();
        case 'u':
            return UniqueFd(::open("/proc/self/environ", O_RDONLY | O_CLOEXEC));
        case 'v':
            return UniqueFd(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0));
        case 'w':
            return UniqueFd(::open("/etc/passwd", O_RDONLY | O_CLOEXEC));
        case 'x':
            return UniqueFd(
                ::open("/sys/kernel/mm/transparent_hugepage/enabled", O_RDONLY | O_CLOEXEC));
        default:
            return {};
    }
}

}  // namespace kiln::fuzz
