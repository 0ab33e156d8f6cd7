#include <doctest/doctest.h>
#include <fcntl.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstring>
#include <ostream>
#include <string>

extern "C" {
#include "worker-image/agent/channel.h"
}
#include "pool/base/unix_socket.h"

namespace kiln::agent {

namespace {

// The agent's end blocks, as in a container.
struct Sockets {
    pool::SocketPair pair = pool::seqpacket_pair().value();
    [[nodiscard]] int engine() const { return pair.ours.get(); }
    [[nodiscard]] int agent() const { return pair.theirs.get(); }
};

bool is_open(int fd) {
    return ::fcntl(fd, F_GETFD) != -1;
}

kiln_event hear(const Sockets& sockets, std::size_t fds = 0) {
    kiln_event event{};
    const auto received = pool::receive_message(sockets.engine(), pool::as_buffer(event));
    REQUIRE(received);
    CHECK(received.value().size == sizeof event);
    CHECK(received.value().fds.size() == fds);
    return event;
}

}  // namespace

TEST_CASE("an event goes out with the protocol's version and its descriptors") {
    const Sockets sockets;
    kiln_event event{};
    event.kind = KILN_CELL_MADE;
    event.cell = 7;
    const int fds[] = {0, 0};
    CHECK(send_event(sockets.agent(), &event, fds, 2) == 0);
    const kiln_event heard = hear(sockets, 2);
    CHECK(heard.version == KILN_PROTOCOL);
    CHECK(heard.kind == KILN_CELL_MADE);
    CHECK(heard.cell == 7);
}

TEST_CASE("a fault goes out as step and errno, a long step cut and terminated") {
    const Sockets sockets;
    send_fault(sockets.agent(), KILN_CELL_FAILED, 9, {"mount /box", ENOSPC});
    const kiln_event heard = hear(sockets);
    CHECK(heard.kind == KILN_CELL_FAILED);
    CHECK(heard.cell == 9);
    CHECK(heard.error == ENOSPC);
    CHECK(std::string(heard.step) == "mount /box");

    const std::string endless(3 * KILN_STEP_SIZE, 's');
    send_fault(sockets.agent(), KILN_AGENT_FAILED, 0, {endless.c_str(), EIO});
    const kiln_event cut = hear(sockets);
    CHECK(::strnlen(cut.step, KILN_STEP_SIZE) == KILN_STEP_SIZE - 1);
}

TEST_CASE("a fault now has the errno of the call that failed") {
    errno = EXDEV;
    const fault fault = fault_now("a step");
    CHECK(std::string(fault.step) == "a step");
    CHECK(fault.error == EXDEV);
}

TEST_CASE("sending to an engine that is gone fails without a signal") {
    Sockets sockets;
    sockets.pair.ours.reset();
    const kiln_event event{};
    CHECK(send_event(sockets.agent(), &event, nullptr, 0) == -1);
    CHECK(errno == EPIPE);
}

TEST_CASE("a message is received with its descriptors, which close on exec") {
    const Sockets sockets;
    kiln_request request{};
    request.head.kind = KILN_PING;
    const std::array fds{0, 0, 0};
    REQUIRE(pool::send_message(sockets.engine(), pool::as_message(request), fds));
    kiln_request got{};
    std::array<int, 4> came{};
    int count = 0;
    CHECK(receive(sockets.agent(), &got, sizeof got, came.data(), 4, &count) ==
          static_cast<ssize_t>(sizeof got));
    CHECK(got.head.kind == KILN_PING);
    REQUIRE(count == 3);
    for (int i = 0; i < count; ++i) {
        const int fd = came[static_cast<std::size_t>(i)];
        CHECK((::fcntl(fd, F_GETFD) & FD_CLOEXEC) != 0);
        ::close(fd);
    }
}

TEST_CASE("descriptors above what is wanted are closed, not leaked") {
    const Sockets sockets;
    kiln_request request{};
    const std::array fds{0, 0, 0};
    REQUIRE(pool::send_message(sockets.engine(), pool::as_message(request), fds));
    kiln_request got{};
    int first = -1;
    int count = 0;
    const int next_free = ::dup(0);
    ::close(next_free);
    CHECK(receive(sockets.agent(), &got, sizeof got, &first, 1, &count) > 0);
    CHECK(count == 1);
    CHECK(first == next_free);
    CHECK_FALSE(is_open(next_free + 1));
    CHECK_FALSE(is_open(next_free + 2));
    ::close(first);
}

TEST_CASE("a message that is too long is EMSGSIZE, and its descriptors are closed") {
    const Sockets sockets;
    const std::array<kiln_request, 2> two{};
    const std::array fds{0};
    REQUIRE(pool::send_message(sockets.engine(), pool::as_message(two), fds));
    kiln_request got{};
    std::array<int, 4> came{};
    int count = -1;
    const int next_free = ::dup(0);
    ::close(next_free);
    CHECK(receive(sockets.agent(), &got, sizeof got, came.data(), 4, &count) == -1);
    CHECK(errno == EMSGSIZE);
    CHECK(count == 0);
    CHECK_FALSE(is_open(next_free));
}

TEST_CASE("a short message keeps its size, and end of file is 0") {
    Sockets sockets;
    const std::array<char, 3> little{'a', 'b', 'c'};
    REQUIRE(pool::send_message(sockets.engine(), std::as_bytes(std::span(little))));
    kiln_request got{};
    int count = -1;
    CHECK(receive(sockets.agent(), &got, sizeof got, nullptr, 0, &count) == 3);
    CHECK(count == 0);
    sockets.pair.ours.reset();
    CHECK(receive(sockets.agent(), &got, sizeof got, nullptr, 0, &count) == 0);
}

}  // namespace kiln::agent
