#include <doctest/doctest.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <cerrno>

#include "tests/worker-image/in_child.h"

extern "C" {
#include "worker-image/agent/fence.h"
}

// In a child, since a filter is for good.
namespace kiln::agent {

namespace {

bool fence_stands() {
    return ::prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0 && raise_fence().step == nullptr;
}

bool can_make(int family, int type) {
    const int fd = ::socket(family, type, 0);
    if (fd < 0) return false;
    ::close(fd);
    return true;
}

}  // namespace

TEST_CASE("behind the fence a connection does not linger, whoever asks for it") {
    const auto lingers = [](bool fence) {
        if (fence && !fence_stands()) return 2;
        const int fd = ::socket(AF_INET, SOCK_STREAM, 0);
        linger about{1, 3600};
        if (::setsockopt(fd, SOL_SOCKET, SO_LINGER, &about, sizeof about) != 0) return 3;
        socklen_t size = sizeof about;
        if (::getsockopt(fd, SOL_SOCKET, SO_LINGER, &about, &size) != 0) return 4;
        return about.l_onoff != 0 ? 1 : 0;
    };
    CHECK(status_of_child([&] { return lingers(false); }) == 1);
    CHECK(status_of_child([&] { return lingers(true); }) == 0);
}

TEST_CASE("behind the fence other options and the known families are as they were") {
    const int status = status_of_child([] {
        if (!fence_stands()) return 2;
        const int fd = ::socket(AF_INET6, SOCK_STREAM, 0);
        const int one = 1;
        int got = 0;
        socklen_t size = sizeof got;
        if (::setsockopt(fd, SOL_SOCKET, SO_KEEPALIVE, &one, sizeof one) != 0) return 3;
        if (::getsockopt(fd, SOL_SOCKET, SO_KEEPALIVE, &got, &size) != 0 || got != 1) return 4;
        const bool all = can_make(AF_UNIX, SOCK_DGRAM) && can_make(AF_INET, SOCK_DGRAM) &&
                         can_make(AF_NETLINK, SOCK_RAW);
        return all ? 0 : 5;
    });
    CHECK(status == 0);
}

TEST_CASE("behind the fence no family of sockets is made that is not known, and no io_uring") {
    const int status = status_of_child([] {
        if (!fence_stands()) return 2;
        for (int family = 0; family < 64; ++family) {
            if (family == AF_UNIX || family == AF_INET || family == AF_INET6 ||
                family == AF_NETLINK)
                continue;
            if (::socket(family, SOCK_DGRAM, 0) >= 0 || errno != EAFNOSUPPORT) return 3;
        }
        if (::syscall(SYS_io_uring_setup, 1, nullptr) >= 0 || errno != ENOSYS) return 4;
        if (::syscall(0x40000000 | SYS_getpid) >= 0 || errno != ENOSYS) return 5;
        return 0;
    });
    CHECK(status == 0);
}

}  // namespace kiln::agent
