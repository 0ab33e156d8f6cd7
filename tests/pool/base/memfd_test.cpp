#include "pool/base/memfd.h"

#include <doctest/doctest.h>
#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <ostream>
#include <string>

#include "tests/pool/temporary_directory.h"

namespace kiln::pool {

namespace {

std::string content_of(const UniqueFd& fd) {
    std::string text(4096, '\0');
    const ssize_t got = ::read(fd.get(), text.data(), text.size());
    text.resize(got < 0 ? 0 : static_cast<std::size_t>(got));
    return text;
}

UniqueFd open_file(const std::filesystem::path& path, int flags = O_RDONLY) {
    return UniqueFd(::open(path.c_str(), flags | O_CLOEXEC));
}

}  // namespace

TEST_CASE("a sealed memfd holds its bytes, from offset 0, and closes on exec") {
    const auto made = sealed_memfd("test", std::string_view("ab\0c", 4));
    REQUIRE(made);
    CHECK((::fcntl(made.value().get(), F_GETFD) & FD_CLOEXEC) != 0);
    CHECK(content_of(made.value()) == std::string("ab\0c", 4));
}

TEST_CASE("a sealed memfd may be empty") {
    const auto made = sealed_memfd("test", "");
    REQUIRE(made);
    CHECK(content_of(made.value()).empty());
}

TEST_CASE("a sealed memfd cannot be written, grown, shrunk, mapped for writing or unsealed") {
    const auto made = sealed_memfd("test", "abc");
    REQUIRE(made);
    const int fd = made.value().get();
    CHECK(::write(fd, "x", 1) == -1);
    CHECK(errno == EPERM);
    CHECK(::pwrite(fd, "x", 1, 100) == -1);
    CHECK(::ftruncate(fd, 1) == -1);
    CHECK(::ftruncate(fd, 100) == -1);
    CHECK(::mmap(nullptr, 3, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0) == MAP_FAILED);
    CHECK(::fcntl(fd, F_ADD_SEALS, 0) == -1);
    CHECK(errno == EPERM);
}

TEST_CASE(
    "a read-only memfd is a sealed one that is not open for writing, and can be mapped shared") {
    const auto made = read_only_memfd("test", "abc");
    REQUIRE(made);
    const int fd = made.value().get();
    CHECK(content_of(made.value()) == "abc");
    CHECK((::fcntl(fd, F_GETFL) & O_ACCMODE) == O_RDONLY);
    CHECK((::fcntl(fd, F_GETFD) & FD_CLOEXEC) != 0);
    CHECK((::fcntl(fd, F_GET_SEALS) & F_SEAL_WRITE) != 0);
    CHECK(::write(fd, "x", 1) == -1);
    CHECK(errno == EBADF);
    void* const shared = ::mmap(nullptr, 3, PROT_READ, MAP_SHARED, fd, 0);
    REQUIRE(shared != MAP_FAILED);
    CHECK(::munmap(shared, 3) == 0);
}

TEST_CASE("reopening a sealed memfd through /proc/self/fd gives no way to write it") {
    const auto made = sealed_memfd("test", "abc");
    REQUIRE(made);
    const std::string path = "/proc/self/fd/" + std::to_string(made.value().get());
    const UniqueFd again = open_file(path, O_RDWR);
    if (again.valid()) {
        CHECK(::write(again.get(), "x", 1) == -1);
        CHECK(errno == EPERM);
        CHECK(::ftruncate(again.get(), 0) == -1);
    }
    const UniqueFd truncated = open_file(path, O_RDWR | O_TRUNC);
    CHECK(content_of(made.value()) == "abc");
}

TEST_CASE("a sealed copy holds what a regular file held, whatever that file's offset") {
    const TemporaryDirectory folder;
    const UniqueFd source = open_file(folder.write("file", "content"));
    CHECK(::lseek(source.get(), 3, SEEK_SET) == 3);
    const auto copy = sealed_copy("test", source.get(), 7);
    REQUIRE(copy);
    folder.write("file", "CHANGED");
    CHECK(content_of(copy.value()) == "content");
    CHECK(::write(copy.value().get(), "x", 1) == -1);
}

TEST_CASE("a file larger than allowed is not copied, and the error names the size") {
    const TemporaryDirectory folder;
    const UniqueFd source = open_file(folder.write("file", "12345678"));
    CHECK(sealed_copy("test", source.get(), 8));
    const auto refused = sealed_copy("test", source.get(), 7);
    REQUIRE_FALSE(refused);
    CHECK(refused.error().text() == "copy a file: it is larger than 7 bytes");
}

TEST_CASE("a fifo, a directory and a device are not copied, and nothing blocks") {
    const TemporaryDirectory folder;
    const auto fifo = folder.path() / "fifo";
    REQUIRE(::mkfifo(fifo.c_str(), 0600) == 0);
    for (const UniqueFd& source : {open_file(fifo, O_RDONLY | O_NONBLOCK), open_file(folder.path()),
                                   open_file("/dev/null")}) {
        REQUIRE(source.valid());
        const auto refused = sealed_copy("test", source.get(), 1000);
        REQUIRE_FALSE(refused);
        CHECK(refused.error().text() == "copy a file: it is not a regular file");
    }
}

TEST_CASE("copying a descriptor that is not open is an error with its errno") {
    const auto refused = sealed_copy("test", -1, 1000);
    REQUIRE_FALSE(refused);
    CHECK(refused.error().code == std::errc::bad_file_descriptor);
}

}  // namespace kiln::pool
