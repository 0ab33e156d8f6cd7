#include "pool/container.h"

#include <doctest/doctest.h>
#include <fcntl.h>
#include <sys/epoll.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <string>
#include <vector>

#include "pool/base/memfd.h"
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

UniqueFd file_with(std::string_view text) {
    UniqueFd fd = open_memfd("file").value();
    REQUIRE(::write(fd.get(), text.data(), text.size()) == static_cast<ssize_t>(text.size()));
    return fd;
}

// What the kernel charges to the container's runtimes, where there are any.
constexpr std::uint64_t kCharged = 30'000'000;

PoolConfig with_one_runtime() {
    PoolConfig config;
    RuntimeSpec& runtime = config.runtimes.emplace_back();
    runtime.name = "snake";
    runtime.directory = "/";
    runtime.start.argv = {"/snake"};
    runtime.step_argv = {"./program"};
    runtime.stack_bytes = 1ull << 30;
    runtime.ahead = true;
    return config;
}

class BadContainer {
  public:
    explicit BadContainer(PoolConfig config = {}) : config_(std::move(config)) {
        ContainerParts parts;
        parts.agent_socket = std::move(agent_.ours);
        parts.cgroup_version = 1;
        const auto share = [&](LeafFile file, const UniqueFd& ours) {
            parts.files[static_cast<std::size_t>(file)] =
                UniqueFd(::fcntl(ours.get(), F_DUPFD_CLOEXEC, 0));
        };
        share(LeafFile::MemoryLimit, memory_limit_);
        share(LeafFile::RuntimeMemory, runtime_memory_);
        container_.emplace(io_.get_executor(), 3, std::move(parts), config_);
    }

    // From the agent's, the job child's or the init's socket.
    void say(const UniqueFd& socket, kiln_event event, std::vector<int> fds = {}) {
        event.version = KILN_PROTOCOL;
        event.cell = 1;
        REQUIRE(send_message(socket.get(), as_message(event), fds));
    }
    void say(const UniqueFd& socket, kiln_event_kind kind, std::vector<int> fds = {}) {
        kiln_event event{};
        event.kind = kind;
        say(socket, event, std::move(fds));
    }
    // From the agent: `bytes` of memory that its one runtime has.
    void say_runtime_up(std::uint64_t bytes) {
        kiln_event up{};
        up.kind = KILN_RUNTIME_UP;
        up.runtime = 1;
        up.size = bytes;
        say(agent(), up);
    }
    // From the job child, in the runtime of that number, of whose memory it says to have `held`.
    void say_ready(unsigned runtime, std::uint64_t held) {
        int out[2], err[2];
        REQUIRE(::pipe2(out, O_CLOEXEC) == 0);
        REQUIRE(::pipe2(err, O_CLOEXEC) == 0);
        kiln_event ready{};
        ready.kind = KILN_CELL_READY;
        ready.runtime = runtime;
        ready.size = held;
        say(job(), ready, {out[0], err[0]});
        for (const int fd : {out[0], out[1], err[0], err[1]}) ::close(fd);
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

    void end_agent() { agent_.theirs.reset(); }
    [[nodiscard]] const UniqueFd& agent() const { return agent_.theirs; }
    [[nodiscard]] UniqueFd& job() { return job_.theirs; }
    [[nodiscard]] const UniqueFd& init() const { return init_.theirs; }
    [[nodiscard]] boost::asio::io_context& io() { return io_; }
    [[nodiscard]] Container& container() { return *container_; }
    // Of the cell's group, as the engine has set it last since this was called.
    [[nodiscard]] std::uint64_t memory_limit() {
        char text[32] = {};
        REQUIRE(::pread(memory_limit_.get(), text, sizeof text - 1, 0) > 0);
        return std::strtoull(text, nullptr, 10);
    }
    void forget_memory_limit() { REQUIRE(::ftruncate(memory_limit_.get(), 0) == 0); }

  private:
    boost::asio::io_context io_{1};
    UniqueFd memory_limit_ = file_with("");
    UniqueFd runtime_memory_ = file_with(std::to_string(kCharged) + "\n");
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
    CHECK(bad.prepare_error() == "c3: the agent said what no agent says");
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
    BadContainer bad(with_one_runtime());
    bad.make_cell();
    bad.say_ready(0, 0);
    REQUIRE(bad.prepare_error() == "");

    REQUIRE(::fcntl(bad.agent().get(), F_SETFL, O_NONBLOCK) == 0);
    kiln_event babble{};
    babble.version = KILN_PROTOCOL;
    babble.kind = KILN_RUNTIME_UP;  // what may come at any time
    babble.runtime = 1;
    std::optional<Result<void>> disposed;
    start_coroutine(bad.io(), bad.container().dispose_cell(), disposed);
    const auto much_later = Clock::now() + std::chrono::seconds(20);
    bad.io().restart();
    while (!disposed && Clock::now() < much_later) {
        (void)send_message(bad.agent().get(), as_message(babble));
        bad.io().poll_one();
    }
    REQUIRE(disposed);
    REQUIRE_FALSE(*disposed);
    CHECK(disposed->error().code.value() == ETIMEDOUT);
}

TEST_CASE("of a runtime's memory no more is believed than the kernel charges to runtimes here") {
    for (const std::uint64_t told : {std::uint64_t{1'000'000}, kCharged + 1, ~std::uint64_t{0}}) {
        CAPTURE(told);
        BadContainer bad(with_one_runtime());
        bad.container().tend_runtimes(1 << 20);
        bad.say_runtime_up(told);
        bad.make_cell();
        bad.say_ready(0, 0);
        REQUIRE(bad.prepare_error() == "");
        CHECK(bad.container().runtimes().memory() == std::min(told, kCharged));
    }
}

TEST_CASE("a cell that claims to share all memory there is gets no higher limit for it") {
    BadContainer bad(with_one_runtime());
    bad.container().tend_runtimes(1 << 20);
    bad.say_runtime_up(20'000'000);
    bad.say(bad.agent(), KILN_PONG);
    REQUIRE(bad.container().runtimes().memory() == 0);
    const auto checked = run_coroutine(bad.io(), bad.container().check());
    REQUIRE(checked);
    bad.make_cell();
    bad.say_ready(1, ~std::uint64_t{0} - (16 << 20));
    REQUIRE(bad.prepare_error() == "");

    StepSpec spec;
    spec.argv = {"./program"};
    spec.runtime = "snake";
    spec.limits.memory_bytes = 100'000'000;
    bad.forget_memory_limit();
    std::optional<Result<StepReport>> report;
    start_coroutine(bad.io(), bad.container().run(std::move(spec)), report);
    bad.io().restart();
    bad.io().poll();
    kiln_event end{};
    end.kind = KILN_CELL_EMPTY;
    bad.say(bad.init(), end);
    REQUIRE(run_until_there(bad.io(), report));
    // Half of what the runtime has is taken off.
    CHECK(bad.memory_limit() == 90'000'000);
}

TEST_CASE("a step that is cancelled while its cell is exchanged for a warm one does not begin") {
    BadContainer bad(with_one_runtime());
    bad.container().tend_runtimes(1 << 20);
    bad.make_cell();
    bad.say_ready(0, 0);
    REQUIRE(bad.prepare_error() == "");
    bad.say_runtime_up(20'000'000);
    bad.say(bad.agent(), KILN_PONG);
    REQUIRE(run_coroutine(bad.io(), bad.container().check()));

    StepSpec spec;
    spec.argv = {"./program"};
    spec.runtime = "snake";
    std::optional<Result<StepReport>> report;
    start_coroutine(bad.io(), bad.container().run(std::move(spec)), report);
    bad.io().restart();
    bad.io().poll();
    bad.container().cancel();
    bad.say(bad.agent(), KILN_CELL_DEAD);

    SocketPair job = seqpacket_pair().value(), init = seqpacket_pair().value();
    for (const UniqueFd* end : {&job.ours, &init.ours})
        REQUIRE(::fcntl(end->get(), F_SETFL, 0) == 0);
    kiln_event event{};
    event.version = KILN_PROTOCOL;
    event.kind = KILN_CELL_MADE;
    event.cell = 2;
    const std::array sockets = {job.ours.get(), init.ours.get()};
    REQUIRE(send_message(bad.agent().get(), as_message(event), sockets));
    int out[2], err[2];
    REQUIRE(::pipe2(out, O_CLOEXEC) == 0);
    REQUIRE(::pipe2(err, O_CLOEXEC) == 0);
    event.kind = KILN_CELL_READY;
    event.runtime = 1;
    const std::array streams = {out[0], err[0]};
    REQUIRE(send_message(job.theirs.get(), as_message(event), streams));
    for (const int fd : {out[0], out[1], err[0], err[1]}) ::close(fd);

    const auto ran = run_until_there(bad.io(), report);
    REQUIRE_FALSE(ran);
    CHECK(ran.error().code.value() == ECANCELED);
}

TEST_CASE("a cell in a runtime that nobody asked for, or of another number, is refused") {
    {
        BadContainer bad(with_one_runtime());
        bad.make_cell();
        bad.say_ready(1, 0);
        CHECK(bad.prepare_error() == "c3: a cell is ready that nobody asked for");
    }
    {
        BadContainer bad;
        bad.make_cell();
        bad.say_ready(~0u, 0);
        CHECK(bad.prepare_error() == "c3: a cell is ready that nobody asked for");
    }
}

TEST_CASE("an agent that speaks of runtimes there are none of is refused") {
    BadContainer bad(with_one_runtime());
    kiln_event wild{};
    wild.version = KILN_PROTOCOL;
    wild.kind = KILN_RUNTIME_DOWN;
    for (const std::uint32_t number : {0u, 2u, ~0u}) {
        wild.runtime = number;
        REQUIRE(send_message(bad.agent().get(), as_message(wild)));
        CHECK(bad.prepare_error() == "c3: the agent speaks of a runtime there is none of");
    }
}

TEST_CASE("the end of a runtime that does not run is no news, however often it is told") {
    BadContainer bad(with_one_runtime());
    bad.container().tend_runtimes(1 << 20);
    kiln_event down{};
    down.kind = KILN_RUNTIME_DOWN;
    down.runtime = 1;
    for (int i = 0; i < 5; ++i) bad.say(bad.agent(), down);
    bad.make_cell();
    bad.say_ready(0, 0);
    REQUIRE(bad.prepare_error() == "");
    // Each that counts is a failure, and after three it is given up; started again, it is up.
    CHECK(bad.container().runtimes().state(1) == WarmRuntimes::State::Off);
}

TEST_CASE("descriptors that come with an answer that has none, and other answers, are refused") {
    const UniqueFd file = dev_null();
    {
        BadContainer bad;
        bad.say(bad.agent(), KILN_PONG, {file.get()});
        const auto checked = run_coroutine(bad.io(), bad.container().check());
        REQUIRE_FALSE(checked);
        CHECK(checked.error().text() == "c3: the agent said what no agent says");
    }
    {
        BadContainer bad;
        bad.make_cell();
        bad.say_ready(0, 0);
        REQUIRE(bad.prepare_error() == "");
        bad.say(bad.agent(), KILN_PONG);
        const auto disposed = run_coroutine(bad.io(), bad.container().dispose_cell());
        REQUIRE_FALSE(disposed);
        CHECK(disposed.error().text() ==
              "c3: the agent said something else than that its cell died");
    }
}

TEST_CASE("an agent that ended is gone, also where it left a request unread") {
    for (const bool asked : {false, true}) {
        CAPTURE(asked);
        BadContainer bad;
        CHECK_FALSE(bad.container().gone());
        std::optional<Result<void>> checked;
        if (asked) start_coroutine(bad.io(), bad.container().check(), checked);
        bad.io().poll();
        bad.end_agent();
        CHECK(bad.container().gone());
    }
}

TEST_CASE("words of an agent reach a log without anything that a terminal or a line obeys") {
    BadContainer bad;
    kiln_event event{};
    event.kind = KILN_AGENT_FAILED;
    std::strcpy(event.step, "a step\n\x1b[2J\"}");
    bad.say(bad.agent(), event);
    CHECK(bad.prepare_error().starts_with("c3: a step???2J??"));
}

}  // namespace kiln::pool
