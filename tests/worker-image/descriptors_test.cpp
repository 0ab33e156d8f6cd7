extern "C" {
#include "worker-image/gate/descriptors.h"
}

#include <doctest/doctest.h>
#include <fcntl.h>
#include <poll.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include <cstdint>
#include <string>

#include "tests/worker-image/in_child.h"

namespace kiln {
namespace {

// Far from those of the test's own, which are closed in a child.
constexpr int kFirst = 300;
constexpr int kEnd = 310;

struct Loop {
    int event = ::fcntl(::eventfd(3, EFD_CLOEXEC | EFD_NONBLOCK), F_DUPFD_CLOEXEC, kFirst);
    int epoll = ::fcntl(::epoll_create1(EPOLL_CLOEXEC), F_DUPFD_CLOEXEC, kFirst);
    int read_end = -1;
    int write_end = -1;

    Loop() {
        int ends[2];
        REQUIRE(::pipe2(ends, O_CLOEXEC | O_NONBLOCK) == 0);
        read_end = ::fcntl(ends[0], F_DUPFD_CLOEXEC, kFirst);
        write_end = ::fcntl(ends[1], F_DUPFD_CLOEXEC, kFirst);
        epoll_event watch{};
        watch.events = EPOLLIN;
        watch.data.u64 = 0x1234567890;
        REQUIRE(::epoll_ctl(epoll, EPOLL_CTL_ADD, read_end, &watch) == 0);
        for (int low = 3; low < kFirst; ++low) ::close(low);
    }
    Loop(const Loop&) = delete;
    Loop& operator=(const Loop&) = delete;
    ~Loop() { ::close_range(kFirst, kEnd, 0); }
};

bool readable(int fd) {
    pollfd asked{fd, POLLIN, 0};
    return ::poll(&asked, 1, 0) == 1;
}

}  // namespace

TEST_CASE("a child has descriptors of its own, at the same numbers, which do what they did") {
    const Loop loop;
    REQUIRE(list_descriptors(kEnd).step == nullptr);
    const int status = status_of_child([&] {
        if (renew_descriptors().step != nullptr) return 1;
        std::uint64_t count = 0;
        if (::read(loop.event, &count, sizeof count) != sizeof count || count != 3) return 2;
        if (::fcntl(loop.event, F_GETFL) != (O_RDWR | O_NONBLOCK)) return 3;
        if (::fcntl(loop.epoll, F_GETFD) != FD_CLOEXEC) return 4;
        if (readable(loop.epoll) || ::write(loop.write_end, "x", 1) != 1) return 5;
        epoll_event seen{};
        if (::epoll_wait(loop.epoll, &seen, 1, 0) != 1 || seen.data.u64 != 0x1234567890) return 6;
        return 0;
    });
    CHECK(status == 0);
    CHECK_FALSE(readable(loop.read_end));
    CHECK_FALSE(readable(loop.epoll));
    CHECK(readable(loop.event));
}

TEST_CASE("a descriptor of another kind cannot be renewed, which is a fault") {
    const Loop loop;
    const int file = ::fcntl(::open("/etc/passwd", O_RDONLY | O_CLOEXEC), F_DUPFD_CLOEXEC, kFirst);
    const fault found = list_descriptors(kEnd);
    REQUIRE(found.step != nullptr);
    CHECK(found.error == ENOTSUP);
    ::close(file);
}

TEST_CASE("what was not listed is closed in a child, what was is not") {
    const Loop loop;
    REQUIRE(list_descriptors(kEnd).step == nullptr);
    const int status = status_of_child([&] {
        const int later = ::open("/dev/null", O_RDONLY | O_CLOEXEC);
        const int between = ::dup3(later, kEnd - 2, O_CLOEXEC);
        if (close_unlisted(kEnd).step != nullptr) return 1;
        if (::fcntl(later, F_GETFD) != -1 || ::fcntl(between, F_GETFD) != -1) return 2;
        for (const int kept : {loop.event, loop.epoll, loop.read_end, loop.write_end})
            if (::fcntl(kept, F_GETFD) == -1) return 3;
        return 0;
    });
    CHECK(status == 0);
}

TEST_CASE("a pipe that has become another one since stays as it is") {
    const Loop loop;
    REQUIRE(list_descriptors(kEnd).step == nullptr);
    const int status = status_of_child([&] {
        int ends[2];
        if (::pipe2(ends, O_CLOEXEC | O_NONBLOCK) != 0 || ::dup2(ends[0], loop.read_end) < 0 ||
            ::dup2(ends[1], loop.write_end) < 0 || ::write(loop.write_end, "x", 1) != 1)
            return 1;
        if (renew_descriptors().step != nullptr) return 2;
        return readable(loop.read_end) ? 0 : 3;
    });
    CHECK(status == 0);
}

}  // namespace kiln
