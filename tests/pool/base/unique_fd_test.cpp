#include "pool/base/unique_fd.h"

#include <doctest/doctest.h>
#include <fcntl.h>
#include <unistd.h>

namespace kiln::pool {

namespace {

int open_null() {
    return ::open("/dev/null", O_RDONLY | O_CLOEXEC);
}
bool is_open(int fd) {
    return ::fcntl(fd, F_GETFD) != -1;
}

}  // namespace

TEST_CASE("a descriptor is closed with its owner") {
    const int fd = open_null();
    {
        const UniqueFd owner(fd);
        CHECK(owner.valid());
        CHECK(is_open(fd));
    }
    CHECK_FALSE(is_open(fd));
}

TEST_CASE("moving a descriptor leaves one owner, and assigning closes what was held") {
    const int first = open_null();
    const int second = open_null();
    UniqueFd a(first);
    UniqueFd b(second);
    a = std::move(b);
    CHECK_FALSE(is_open(first));
    CHECK(a.get() == second);
    UniqueFd c(std::move(a));
    CHECK(c.get() == second);
    CHECK(is_open(second));
}

TEST_CASE("a released descriptor stays open and is its taker's") {
    const int fd = open_null();
    {
        UniqueFd owner(fd);
        CHECK(owner.release() == fd);
        CHECK_FALSE(owner.valid());
    }
    CHECK(is_open(fd));
    ::close(fd);
}

TEST_CASE("descriptor 0 is valid and none is not") {
    CHECK_FALSE(UniqueFd().valid());
    UniqueFd zero(0);
    CHECK(zero.valid());
    CHECK(zero.release() == 0);
}

}  // namespace kiln::pool
