#include "pool/event.h"

#include <doctest/doctest.h>
#include <fcntl.h>
#include <unistd.h>

#include <array>
#include <boost/asio/post.hpp>

#include "pool/base/unique_fd.h"
#include "tests/pool/run_coroutine.h"

namespace kiln::pool {

namespace asio = boost::asio;
using std::chrono::milliseconds;

namespace {

constexpr milliseconds kSoon{20};
constexpr auto kNever = Clock::time_point::max();

struct Pipe {
    Pipe() {
        std::array<int, 2> ends{};
        REQUIRE(::pipe2(ends.data(), O_CLOEXEC | O_NONBLOCK) == 0);
        read.reset(ends[0]);
        write.reset(ends[1]);
    }
    UniqueFd read;
    UniqueFd write;
};

}  // namespace

TEST_CASE("an event that is set already is seen without waiting, until it is cleared") {
    asio::io_context io(1);
    Event event(io.get_executor());
    event.set();
    CHECK(run_coroutine(io, event.wait_until(kNever)));
    CHECK(run_coroutine(io, event.wait_until(Clock::now() - kSoon)));
    event.clear();
    CHECK_FALSE(event.is_set());
    CHECK_FALSE(run_coroutine(io, event.wait_until(Clock::now() - kSoon)));
}

TEST_CASE("a waiter runs from the executor once the event is set, never inside set") {
    asio::io_context io(1);
    Event event(io.get_executor());
    std::optional<bool> seen;
    start_coroutine(io, event.wait_until(kNever), seen);
    io.poll();
    CHECK_FALSE(seen.has_value());
    event.set();
    CHECK_FALSE(seen.has_value());
    io.poll();
    REQUIRE(seen.has_value());
    CHECK(*seen);
}

TEST_CASE("a wait for an event ends at its deadline, not before") {
    asio::io_context io(1);
    Event event(io.get_executor());
    const auto deadline = Clock::now() + kSoon;
    CHECK_FALSE(run_coroutine(io, event.wait_until(deadline)));
    CHECK(Clock::now() >= deadline);
}

TEST_CASE("an event that is set and cleared before its waiter runs does not wake it") {
    asio::io_context io(1);
    Event event(io.get_executor());
    std::optional<bool> seen;
    start_coroutine(io, event.wait_until(kNever), seen);
    io.poll();
    event.set();
    event.clear();
    io.poll();
    CHECK_FALSE(seen.has_value());
    event.set();
    CHECK(run_until_there(io, seen));
}

TEST_CASE("a descriptor with data is readable at once, also past the deadline") {
    asio::io_context io(1);
    Pipe pipe;
    asio::posix::stream_descriptor descriptor(io, pipe.read.release());
    CHECK(::write(pipe.write.get(), "x", 1) == 1);
    CHECK(run_coroutine(io, wait_readable(descriptor, kNever)));
}

TEST_CASE("a descriptor that ended is readable") {
    asio::io_context io(1);
    Pipe pipe;
    asio::posix::stream_descriptor descriptor(io, pipe.read.release());
    pipe.write.reset();
    CHECK(run_coroutine(io, wait_readable(descriptor, kNever)));
}

TEST_CASE("a wait for a silent descriptor ends at its deadline, and the next one works") {
    asio::io_context io(1);
    Pipe pipe;
    asio::posix::stream_descriptor descriptor(io, pipe.read.release());
    const auto deadline = Clock::now() + kSoon;
    CHECK_FALSE(run_coroutine(io, wait_readable(descriptor, deadline)));
    CHECK(Clock::now() >= deadline);
    CHECK(::write(pipe.write.get(), "x", 1) == 1);
    CHECK(run_coroutine(io, wait_readable(descriptor, kNever)));
}

TEST_CASE("closing a descriptor ends the wait for it") {
    asio::io_context io(1);
    Pipe pipe;
    asio::posix::stream_descriptor descriptor(io, pipe.read.release());
    std::optional<bool> readable;
    start_coroutine(io, wait_readable(descriptor, kNever), readable);
    io.poll();
    descriptor.close();
    CHECK_FALSE(run_until_there(io, readable));
}

TEST_CASE("the deadline of a wait that is over does not cut the wait after it") {
    asio::io_context io(1);
    Pipe pipe;
    asio::posix::stream_descriptor descriptor(io, pipe.read.release());
    for (int i = 0; i < 50; ++i) {
        CHECK(::write(pipe.write.get(), "x", 1) == 1);
        CHECK(run_coroutine(io, wait_readable(descriptor, Clock::now() + milliseconds(1))));
        char byte = 0;
        CHECK(::read(descriptor.native_handle(), &byte, 1) == 1);
    }
    const auto deadline = Clock::now() + kSoon;
    CHECK_FALSE(run_coroutine(io, wait_readable(descriptor, deadline)));
    CHECK(Clock::now() >= deadline);
}

}  // namespace kiln::pool
