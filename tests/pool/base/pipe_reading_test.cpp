#include "pool/base/pipe_reading.h"

#include <doctest/doctest.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <string>

#include "pool/base/unique_fd.h"
#include "tests/pool/temporary_directory.h"

namespace kiln::pool {

namespace {

struct Ends {
    UniqueFd read, write;
};

Ends pipe_of(int flags) {
    std::array<int, 2> ends{};
    REQUIRE(::pipe2(ends.data(), O_CLOEXEC | flags) == 0);
    return {UniqueFd(ends[0]), UniqueFd(ends[1])};
}

// A FIFO with a name: its reads know no RWF_NOWAIT, as no pipe does before Linux 6.4.
Ends fifo_in(const TemporaryDirectory& folder) {
    const auto path = folder.path() / "fifo";
    REQUIRE(::mkfifo(path.c_str(), 0600) == 0);
    Ends ends;
    ends.read = UniqueFd(::open(path.c_str(), O_RDONLY | O_NONBLOCK | O_CLOEXEC));
    ends.write = UniqueFd(::open(path.c_str(), O_WRONLY | O_CLOEXEC));
    REQUIRE(::fcntl(ends.read.get(), F_SETFL, 0) == 0);
    return ends;
}

void check_reading(Ends ends) {
    std::array<char, 100> buffer{};
    REQUIRE((::fcntl(ends.read.get(), F_GETFL) & O_NONBLOCK) == 0);
    const auto nothing = read_pipe_now(ends.read.get(), buffer);
    REQUIRE_FALSE(nothing);
    CHECK(nothing.error().code == std::errc::resource_unavailable_try_again);

    REQUIRE(::write(ends.write.get(), "abc", 3) == 3);
    REQUIRE(::write(ends.write.get(), "de", 2) == 2);
    std::string all;
    while (all.size() < 5) {
        const auto some = read_pipe_now(ends.read.get(), buffer);
        REQUIRE(some);
        all.append(buffer.data(), some.value());
    }
    CHECK(all == "abcde");
    ends.write.reset();
    const auto end = read_pipe_now(ends.read.get(), buffer);
    REQUIRE(end);
    CHECK(end.value() == 0);
}

}  // namespace

TEST_CASE("a pipe that is set to block is read without blocking") {
    check_reading(pipe_of(0));
}

TEST_CASE("a pipe of packets is read without blocking") {
    check_reading(pipe_of(O_DIRECT));
}

TEST_CASE("where the kernel has no flag for it, a pipe is still read without blocking") {
    const TemporaryDirectory folder;
    check_reading(fifo_in(folder));
}

TEST_CASE("reading what is no pipe is an error") {
    std::array<char, 10> buffer{};
    CHECK_FALSE(read_pipe_now(-1, buffer));
}

}  // namespace kiln::pool
