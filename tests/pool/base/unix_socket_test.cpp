#include "pool/base/unix_socket.h"

#include <doctest/doctest.h>
#include <fcntl.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <ostream>
#include <string>

namespace kiln::pool {

namespace {

struct Word {
    std::array<char, 16> text{};
};

Word word(const char* text) {
    Word made;
    std::strncpy(made.text.data(), text, made.text.size() - 1);
    return made;
}

bool closes_on_exec(int fd) {
    return (::fcntl(fd, F_GETFD) & FD_CLOEXEC) != 0;
}
bool blocks(int fd) {
    return (::fcntl(fd, F_GETFL) & O_NONBLOCK) == 0;
}

// The read end; `write` gets the other.
UniqueFd make_pipe(UniqueFd& write) {
    std::array<int, 2> ends{};
    REQUIRE(::pipe2(ends.data(), O_CLOEXEC) == 0);
    write.reset(ends[1]);
    return UniqueFd(ends[0]);
}

}  // namespace

TEST_CASE("our end of a socket pair does not block, theirs does, both close on exec") {
    const auto pair = seqpacket_pair();
    REQUIRE(pair);
    CHECK_FALSE(blocks(pair.value().ours.get()));
    CHECK(blocks(pair.value().theirs.get()));
    CHECK(closes_on_exec(pair.value().ours.get()));
    CHECK(closes_on_exec(pair.value().theirs.get()));
}

TEST_CASE("a message arrives whole, and two messages stay two") {
    auto pair = seqpacket_pair().value();
    REQUIRE(send_message(pair.ours.get(), as_message(word("one"))));
    REQUIRE(send_message(pair.ours.get(), as_message(word("two"))));
    Word got;
    REQUIRE(receive_message(pair.theirs.get(), as_buffer(got)));
    CHECK(std::string(got.text.data()) == "one");
    const auto second = receive_message(pair.theirs.get(), as_buffer(got));
    REQUIRE(second);
    CHECK(second.value().size == sizeof got);
    CHECK(second.value().fds.empty());
    CHECK(std::string(got.text.data()) == "two");
}

TEST_CASE("descriptors travel with a message, in order, and close on exec") {
    auto pair = seqpacket_pair().value();
    UniqueFd write_a, write_b;
    const UniqueFd read_a = make_pipe(write_a);
    const UniqueFd read_b = make_pipe(write_b);
    const std::array fds{read_a.get(), write_b.get()};
    REQUIRE(send_message(pair.ours.get(), as_message(word("x")), fds));
    Word got;
    const auto received = receive_message(pair.theirs.get(), as_buffer(got));
    REQUIRE(received);
    REQUIRE(received.value().fds.size() == 2);
    CHECK(::write(write_a.get(), "a", 1) == 1);
    CHECK(::write(received.value().fds[1].get(), "b", 1) == 1);
    char from_a = 0;
    char from_b = 0;
    CHECK(::read(received.value().fds[0].get(), &from_a, 1) == 1);
    CHECK(::read(read_b.get(), &from_b, 1) == 1);
    CHECK(from_a == 'a');
    CHECK(from_b == 'b');
    for (const UniqueFd& fd : received.value().fds) CHECK(closes_on_exec(fd.get()));
}

TEST_CASE("as many descriptors as allowed pass, one more is refused before it is sent") {
    auto pair = seqpacket_pair().value();
    std::vector<int> fds(kMaxFds, 0);
    REQUIRE(send_message(pair.ours.get(), as_message(word("x")), fds));
    Word got;
    const auto received = receive_message(pair.theirs.get(), as_buffer(got));
    REQUIRE(received);
    CHECK(received.value().fds.size() == kMaxFds);
    fds.push_back(0);
    CHECK_FALSE(send_message(pair.ours.get(), as_message(word("x")), fds));
    CHECK(receive_message(pair.ours.get(), as_buffer(got)).error().code ==
          std::errc::resource_unavailable_try_again);
}

TEST_CASE("a message longer than the buffer is an error, not a part of it") {
    auto pair = seqpacket_pair().value();
    const std::array<Word, 2> two{};
    REQUIRE(send_message(pair.ours.get(), as_message(two)));
    Word got;
    const auto cut = receive_message(pair.theirs.get(), as_buffer(got));
    REQUIRE_FALSE(cut);
    CHECK(cut.error().code == std::errc::message_size);
}

TEST_CASE("descriptors of a message that was cut are closed") {
    auto pair = seqpacket_pair().value();
    UniqueFd write;
    const UniqueFd read = make_pipe(write);
    const std::array<Word, 2> two{};
    const std::array fds{write.get()};
    REQUIRE(send_message(pair.ours.get(), as_message(two), fds));
    write.reset();
    Word got;
    REQUIRE_FALSE(receive_message(pair.theirs.get(), as_buffer(got)));
    char byte = 0;
    CHECK(::read(read.get(), &byte, 1) == 0);  // end of file: no writer is left
}

TEST_CASE("nothing to receive is EAGAIN on our end, a gone peer is size 0") {
    auto pair = seqpacket_pair().value();
    Word got;
    const auto nothing = receive_message(pair.ours.get(), as_buffer(got));
    REQUIRE_FALSE(nothing);
    CHECK(nothing.error().code == std::errc::resource_unavailable_try_again);
    pair.theirs.reset();
    const auto gone = receive_message(pair.ours.get(), as_buffer(got));
    REQUIRE(gone);
    CHECK(gone.value().size == 0);
}

TEST_CASE("sending to a gone peer is an error and no signal") {
    auto pair = seqpacket_pair().value();
    pair.theirs.reset();
    const auto sent = send_message(pair.ours.get(), as_message(word("x")));
    REQUIRE_FALSE(sent);
    CHECK(sent.error().code == std::errc::broken_pipe);
}

TEST_CASE("a full socket is EAGAIN and does not block") {
    auto pair = seqpacket_pair().value();
    Result<void> sent = success();
    for (int i = 0; i < 100'000 && sent; ++i)
        sent = send_message(pair.ours.get(), as_message(word("x")));
    REQUIRE_FALSE(sent);
    CHECK(sent.error().code == std::errc::resource_unavailable_try_again);
}

TEST_CASE("receiving never waits, also on a socket that blocks") {
    const SocketPair pair = seqpacket_pair().value();
    int got = 0;
    const auto nothing = receive_message(pair.theirs.get(), as_buffer(got));
    REQUIRE_FALSE(nothing);
    CHECK(nothing.error().code == std::errc::resource_unavailable_try_again);
}

}  // namespace kiln::pool
