#include "pool/agent_link.h"

#include <doctest/doctest.h>
#include <fcntl.h>

#include <boost/asio/io_context.hpp>
#include <cstring>
#include <string>
#include <vector>

#include "pool/base/unix_socket.h"
#include "tests/pool/run_coroutine.h"

// An agent's socket whose other end is this test.
namespace kiln::pool {

namespace {

struct Link {
    boost::asio::io_context io{1};
    SocketPair pair = seqpacket_pair().value();
    std::vector<std::uint32_t> of_runtimes;  // kinds of the events that were handed over
    AgentLink link{io.get_executor(), std::move(pair.ours), "c3",
                   [this](const kiln_event& event) -> Result<void> {
                       of_runtimes.push_back(event.kind);
                       if (event.runtime == 9) return plain_error("no such runtime");
                       return success();
                   }};

    // What came in, which is one request of this kind, whole.
    template <typename Request>
    [[nodiscard]] Request heard(std::uint32_t kind, std::size_t fds = 0) {
        kiln_request any{};
        const auto received = receive_message(pair.theirs.get(), as_buffer(any));
        REQUIRE(received);
        CHECK(received.value().size == sizeof(Request));
        CHECK(received.value().fds.size() == fds);
        CHECK(any.head.version == KILN_PROTOCOL);
        CHECK(any.head.kind == kind);
        Request request;
        std::memcpy(&request, &any, sizeof request);
        return request;
    }
    void say(std::uint32_t kind, std::uint32_t runtime = 0) {
        kiln_event event{};
        event.version = KILN_PROTOCOL;
        event.kind = kind;
        event.runtime = runtime;
        REQUIRE(send_message(pair.theirs.get(), as_message(event)));
    }
    [[nodiscard]] Result<AgentEvent> hear() {
        return run_coroutine(io, link.hear(Clock::now() + std::chrono::seconds(20)));
    }
};

}  // namespace

TEST_CASE("each request is a struct of its kind, and no longer than that") {
    Link link;
    REQUIRE(link.link.make_cell(5, 2));
    const auto make = link.heard<kiln_make_cell>(KILN_MAKE_CELL);
    CHECK(make.cell == 5);
    CHECK(make.runtime == 2);
    REQUIRE(link.link.kill_cell(5));
    CHECK(link.heard<kiln_kill_cell>(KILN_KILL_CELL).cell == 5);
    REQUIRE(link.link.ping());
    (void)link.heard<kiln_ping>(KILN_PING);
    REQUIRE(link.link.end_runtime(3));
    const auto end = link.heard<kiln_runtime>(KILN_RUNTIME);
    CHECK(end.number == 3);
    CHECK(end.mode == 0);
    kiln_runtime start{};
    start.head = {KILN_PROTOCOL, KILN_RUNTIME};
    start.number = 3;
    start.mode = KILN_RUNTIME_FORKS;
    const UniqueFd file(::open("/dev/null", O_RDONLY | O_CLOEXEC));
    const int fd = file.get();
    REQUIRE(link.link.start_runtime(start, {&fd, 1}));
    CHECK(link.heard<kiln_runtime>(KILN_RUNTIME, 1).mode == KILN_RUNTIME_FORKS);
}

TEST_CASE("what an agent says of runtimes is handed over and is no answer") {
    Link link;
    link.say(KILN_RUNTIME_UP, 1);
    link.say(KILN_RUNTIME_DOWN, 1);
    link.say(KILN_PONG);
    const auto heard = link.hear();
    REQUIRE(heard);
    CHECK(heard.value().event.kind == KILN_PONG);
    CHECK(link.of_runtimes == std::vector<std::uint32_t>{KILN_RUNTIME_UP, KILN_RUNTIME_DOWN});
}

TEST_CASE("where what an agent says of runtimes is wrong the answer is") {
    Link link;
    link.say(KILN_RUNTIME_UP, 9);
    link.say(KILN_PONG);
    const auto heard = link.hear();
    REQUIRE_FALSE(heard);
    CHECK(heard.error().text() == "no such runtime");
}

TEST_CASE("an event of another size, version or kind is what no agent says") {
    for (const int wrong : {0, 1, 2, 3, 4}) {
        CAPTURE(wrong);
        Link link;
        kiln_event event{};
        event.version = wrong == 0 ? KILN_PROTOCOL - 1 : KILN_PROTOCOL;
        event.kind = wrong == 1 ? 0u : wrong == 2 ? unsigned{KILN_CELL_FILE} : unsigned{KILN_PONG};
        std::string bytes(reinterpret_cast<const char*>(&event), sizeof event);
        if (wrong == 3) bytes.pop_back();
        if (wrong == 4) bytes += '\0';
        REQUIRE(send_message(link.pair.theirs.get(), std::as_bytes(std::span(bytes))));
        const auto heard = link.hear();
        REQUIRE_FALSE(heard);
        if (wrong != 4) CHECK(heard.error().text() == "c3: the agent said what no agent says");
    }
}

}  // namespace kiln::pool
