#include "pool/base/descriptor_kind.h"

#include <doctest/doctest.h>
#include <fcntl.h>
#include <sys/epoll.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>

#include "pool/base/unique_fd.h"
#include "tests/pool/temporary_directory.h"

namespace kiln::pool {

namespace {

UniqueFd socket_of(int type) {
    return UniqueFd(::socket(AF_UNIX, type | SOCK_CLOEXEC, 0));
}

}  // namespace

TEST_CASE("of all descriptors a pipe is a pipe, and a FIFO with a name is none") {
    const TemporaryDirectory folder;
    std::array<int, 2> ends{};
    REQUIRE(::pipe2(ends.data(), O_CLOEXEC) == 0);
    const UniqueFd read(ends[0]), write(ends[1]);
    CHECK(is_pipe(read.get()));
    CHECK(is_pipe(write.get()));
    CHECK(is_read_end(read.get()));
    CHECK_FALSE(is_read_end(write.get()));
    const std::string again = "/proc/self/fd/" + std::to_string(read.get());
    CHECK_FALSE(is_read_end(UniqueFd(::open(again.c_str(), O_RDWR | O_CLOEXEC)).get()));
    CHECK_FALSE(is_read_end(UniqueFd(::open(again.c_str(), O_PATH | O_CLOEXEC)).get()));
    CHECK_FALSE(is_read_end(-1));
    const auto path = folder.path() / "fifo";
    REQUIRE(::mkfifo(path.c_str(), 0600) == 0);
    const UniqueFd fifo(::open(path.c_str(), O_RDONLY | O_NONBLOCK | O_CLOEXEC));
    REQUIRE(fifo.valid());
    CHECK_FALSE(is_pipe(fifo.get()));
    CHECK_FALSE(is_pipe(socket_of(SOCK_STREAM).get()));
    CHECK_FALSE(is_pipe(UniqueFd(::epoll_create1(EPOLL_CLOEXEC)).get()));
    CHECK_FALSE(is_pipe(-1));
}

TEST_CASE("only a file in memory is a memory file: none of a disk, of /proc or of a cgroup") {
    const UniqueFd memory(::memfd_create("test", MFD_CLOEXEC));
    CHECK(is_memory_file(memory.get()));
    for (const char* path : {"/proc/self/environ", "/proc/sys/kernel/ostype", "/usr/bin/env",
                             "/sys/kernel/mm/transparent_hugepage/enabled"}) {
        CAPTURE(path);
        const UniqueFd file(::open(path, O_RDONLY | O_CLOEXEC));
        CHECK_FALSE(is_memory_file(file.get()));
    }
    // A folder and a FIFO that lie in memory are no files.
    const UniqueFd folder(::open("/dev/shm", O_RDONLY | O_DIRECTORY | O_CLOEXEC));
    CHECK_FALSE(is_memory_file(folder.get()));
    CHECK_FALSE(is_memory_file(-1));
}

TEST_CASE("only a SEQPACKET socket of this host's own family carries messages") {
    CHECK(is_message_socket(socket_of(SOCK_SEQPACKET).get()));
    CHECK_FALSE(is_message_socket(socket_of(SOCK_STREAM).get()));
    CHECK_FALSE(is_message_socket(socket_of(SOCK_DGRAM).get()));
    const UniqueFd inet(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0));
    CHECK_FALSE(is_message_socket(inet.get()));
    CHECK_FALSE(is_message_socket(-1));
}

}  // namespace kiln::pool
