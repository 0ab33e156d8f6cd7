#include "pool/container.h"

#include <doctest/doctest.h>
#include <fcntl.h>
#include <sys/epoll.h>
#include <unistd.h>

#include <cerrno>
#include <string>
#include <vector>

#include "pool/base/unix_socket.h"
#include "tests/pool/run_coroutine.h"

// A container whose agent, init and job child are this test, and do what they should not. What
// they should is tested with real ones, in containers/.
namespace kiln::pool {

namespace {

UniqueFd dev_null() {
    return UniqueFd(::open("/dev/null", O_RDWR | O_CLOEXEC));
}

// Four epoll instances in a row: one more around them is one too many for the kernel.
UniqueFd deep_epoll() {
    UniqueFd outer(::epoll_create1(EPOLL_CLOEXEC));
    for (int i = 0; i < 4; ++i) {
        UniqueFd next(::epoll_create1(EPOLL_CLOEXEC));
        epoll_event event{};
        REQUIRE(::epoll_ctl(next.get(), EPOLL_CTL_ADD, outer.get(), &event) == 0);
        outer = std::move(next);
    }
    return outer;
}

class BadContainer {
  public:
    BadContainer() {
        ContainerParts parts;
        parts.agent_socket = std::move(agent_.ours);
        container_.emplace(io_.get_executor(), 3, std::move(parts), config_);
    }

    // From the agent's, the job child's or the init's socket.
    void say(const UniqueFd& socket, kiln_event_kind kind, std::vector<int> fds = {}) {
        kiln_event event{};
        event.version = KILN_PROTOCOL;
        event.kind = kind;
        event.cell = 1;
        REQUIRE(send_message(socket.get(), as_message(event), fds));
    }
    void make_cell() {
        // As an agent's socket pairs are: they block.
        for (const UniqueFd* end : {&job_.ours, &init_.ours})
            REQUIRE(::fcntl(end->get(), F_SETFL, 0) == 0);
        say(agent(), KILN_CELL_MADE, {job_.ours.get(), init_.ours.get()});
        job_.ours.reset();
        init_.ours.reset();
    }
    [[nodiscard]] std::string prepare_error() {
        const auto prepared = run_coroutine(io_, container_->prepare_cell());
        return prepared ? "" : prepared.error().text();
    }

    [[nodiscard]] const UniqueFd& agent() const { return agent_.theirs; }
    [[nodiscard]] UniqueFd& job() { return job_.theirs; }
    [[nodiscard]] const UniqueFd& init() const { return init_.theirs; }
    [[nodiscard]] boost::asio::io_context& io() { return io_; }
    [[nodiscard]] Container& container() { return *container_; }

  private:
    boost::asio::io_context io_{1};
    SocketPair agent_ = seqpacket_pair().value();
    SocketPair job_ = seqpacket_pair().value();
    SocketPair init_ = seqpacket_pair().value();
    PoolConfig config_;
    std::optional<Container> container_;
};

}  // namespace

TEST_CASE("a cell whose sockets are something else is refused") {
    const UniqueFd file = dev_null();
    const UniqueFd epoll = deep_epoll();
    for (const int fd : {file.get(), epoll.get()}) {
        BadContainer bad;
        bad.say(bad.agent(), KILN_CELL_MADE, {fd, fd});
        CHECK(bad.prepare_error() == "c3: the agent made no cell");
    }
}

TEST_CASE("a cell with one socket or another cell's number is refused") {
    BadContainer bad;
    bad.say(bad.agent(), KILN_CELL_MADE, {bad.init().get()});
    CHECK(bad.prepare_error() == "c3: the agent made no cell");
    // The next cell has the number 2.
    bad.make_cell();
    CHECK(bad.prepare_error() == "c3: the agent made no cell");
}

TEST_CASE("streams that are no pipes make no ready cell") {
    const UniqueFd file = dev_null();
    const UniqueFd epoll = deep_epoll();
    for (const int fd : {file.get(), epoll.get()}) {
        BadContainer bad;
        bad.make_cell();
        bad.say(bad.job(), KILN_CELL_READY, {fd, fd});
        CHECK(bad.prepare_error().starts_with("c3: a cell does not get ready"));
    }
}

TEST_CASE("streams that are pipes, but not to be read from, make no ready cell") {
    int ends[2];
    REQUIRE(::pipe2(ends, O_CLOEXEC) == 0);
    const UniqueFd read(ends[0]), write(ends[1]);
    const std::string again = "/proc/self/fd/" + std::to_string(ends[0]);
    for (const int flags : {O_WRONLY, O_RDWR, O_PATH}) {
        CAPTURE(flags);
        const UniqueFd odd(::open(again.c_str(), flags | O_CLOEXEC));
        REQUIRE(odd.valid());
        BadContainer bad;
        bad.make_cell();
        bad.say(bad.job(), KILN_CELL_READY, {odd.get(), odd.get()});
        CHECK(bad.prepare_error().starts_with("c3: a cell does not get ready"));
    }
}

TEST_CASE("a job child that dies before it is ready fails the cell though the init says nothing") {
    BadContainer bad;
    bad.make_cell();
    bad.job().reset();
    CHECK(bad.prepare_error().starts_with("c3: a cell does not get ready"));
}

TEST_CASE("an agent that never stops talking does not keep the engine past its deadline") {
    BadContainer bad;
    bad.make_cell();
    int out[2], err[2];
    REQUIRE(::pipe2(out, O_CLOEXEC) == 0);
    REQUIRE(::pipe2(err, O_CLOEXEC) == 0);
    bad.say(bad.job(), KILN_CELL_READY, {out[0], err[0]});
    for (const int fd : {out[0], out[1], err[0], err[1]}) ::close(fd);
    REQUIRE(bad.prepare_error() == "");

    REQUIRE(::fcntl(bad.agent().get(), F_SETFL, O_NONBLOCK) == 0);
    kiln_event pong{};
    pong.version = KILN_PROTOCOL;
    pong.kind = KILN_PONG;
    std::optional<Result<void>> disposed;
    start_coroutine(bad.io(), bad.container().dispose_cell(), disposed);
    const auto much_later = Clock::now() + std::chrono::seconds(20);
    bad.io().restart();
    while (!disposed && Clock::now() < much_later) {
        (void)send_message(bad.agent().get(), as_message(pong));
        bad.io().poll_one();
    }
    REQUIRE(disposed);
    REQUIRE_FALSE(*disposed);
    CHECK(disposed->error().code.value() == ETIMEDOUT);
}

}  // namespace kiln::pool
