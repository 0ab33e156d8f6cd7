#include "pool/artifact_copy.h"

#include <doctest/doctest.h>
#include <fcntl.h>
#include <sys/mman.h>
#include <unistd.h>

#include <boost/asio/steady_timer.hpp>
#include <string>

#include "pool/base/memfd.h"
#include "tests/pool/run_coroutine.h"

namespace kiln::pool {

namespace {

constexpr std::uint64_t kMost = 64 << 20;

UniqueFd file_of(std::size_t size) {
    UniqueFd fd = open_memfd("source").value();
    const std::string piece(std::min<std::size_t>(size, 1 << 20), 'k');
    for (std::size_t done = 0; done < size; done += piece.size())
        REQUIRE(::write(fd.get(), piece.data(), piece.size()) ==
                static_cast<ssize_t>(piece.size()));
    return fd;
}

Result<UniqueFd> copied(boost::asio::io_context& io, UniqueFd source, std::uint64_t most) {
    return run_coroutine(io, copy_artifact(io.get_executor(), std::move(source), most,
                                           Clock::now() + std::chrono::seconds(30)));
}

}  // namespace

TEST_CASE("an artefact's copy is sealed and whole, be it small or large") {
    boost::asio::io_context io(1);
    for (const std::size_t size : {std::size_t{0}, std::size_t{1000}, std::size_t{3 << 20}}) {
        CAPTURE(size);
        const auto copy = copied(io, file_of(size), kMost);
        REQUIRE(copy);
        CHECK(::lseek(copy.value().get(), 0, SEEK_END) == static_cast<off_t>(size));
        CHECK(::write(copy.value().get(), "x", 1) == -1);
    }
}

TEST_CASE("while a large artefact is copied the executor goes on") {
    boost::asio::io_context io(1);
    std::optional<Result<UniqueFd>> copy;
    start_coroutine(io,
                    copy_artifact(io.get_executor(), file_of(32 << 20), kMost,
                                  Clock::now() + std::chrono::seconds(30)),
                    copy);
    io.restart();
    std::size_t others = 0;
    while (!copy) {
        boost::asio::post(io, [&] { ++others; });
        io.run_one();
    }
    REQUIRE(*copy);
    // On the executor itself it would have been one long turn.
    CHECK(others > 100);
}

TEST_CASE("what is no file of a cell, or too large, is refused whatever it says of itself") {
    boost::asio::io_context io(1);
    for (const char* path : {"/proc/self/environ", "/dev/zero", "/usr/bin/env", "/"}) {
        CAPTURE(path);
        const auto copy = copied(io, UniqueFd(::open(path, O_RDONLY | O_CLOEXEC)), kMost);
        REQUIRE_FALSE(copy);
        CHECK(copy.error().text() == "the artefact is no plain file of its cell");
    }
    UniqueFd sparse = open_memfd("sparse").value();
    REQUIRE(::ftruncate(sparse.get(), off_t{1} << 40) == 0);
    const auto copy = copied(io, std::move(sparse), kMost);
    REQUIRE_FALSE(copy);
    CHECK(copy.error().text() == "copy a file: it is larger than 67108864 bytes");
}

TEST_CASE("a copy that is not wanted any more ends at once") {
    boost::asio::io_context io(1);
    const auto copy =
        run_coroutine(io, copy_artifact(io.get_executor(), file_of(64 << 20), kMost, Clock::now()));
    REQUIRE_FALSE(copy);
    CHECK(copy.error().code.value() == ETIMEDOUT);
}

}  // namespace kiln::pool
