#include "pool/agent_link.h"

#include <sys/socket.h>

#include <cerrno>
#include <utility>

#include "pool/base/unix_socket.h"
#include "pool/event_text.h"

namespace kiln::pool {

namespace asio = boost::asio;

namespace {

// Whether an agent says such a thing at all, with so many descriptors.
bool sound(const kiln_event& event, std::size_t size, std::size_t fds) {
    if (size != sizeof event || event.version != KILN_PROTOCOL) return false;
    switch (event.kind) {
        case KILN_CELL_MADE:
            return fds == 2;
        case KILN_CELL_DEAD:
        case KILN_PONG:
        case KILN_AGENT_FAILED:
        case KILN_RUNTIME_UP:
        case KILN_RUNTIME_DOWN:
            return fds == 0;
        default:
            return false;
    }
}

}  // namespace

AgentLink::AgentLink(asio::any_io_executor executor, UniqueFd socket, std::string name,
                     OfRuntime of_runtime)
    : socket_(std::move(executor), socket.release()),
      name_(std::move(name)),
      of_runtime_(std::move(of_runtime)) {}

Result<void> AgentLink::make_cell(std::uint64_t cell, unsigned runtime) {
    const kiln_make_cell request{{KILN_PROTOCOL, KILN_MAKE_CELL}, cell, runtime, 0};
    return send_message_now(socket_.native_handle(), as_message(request));
}

Result<void> AgentLink::kill_cell(std::uint64_t cell) {
    const kiln_kill_cell request{{KILN_PROTOCOL, KILN_KILL_CELL}, cell};
    return send_message_now(socket_.native_handle(), as_message(request));
}

Result<void> AgentLink::ping() {
    const kiln_ping request{{KILN_PROTOCOL, KILN_PING}};
    return send_message_now(socket_.native_handle(), as_message(request));
}

Result<void> AgentLink::start_runtime(const kiln_runtime& request, std::span<const int> fds) {
    return send_message_now(socket_.native_handle(), as_message(request), fds);
}

Result<void> AgentLink::end_runtime(unsigned number) {
    kiln_runtime request{};
    request.head = {KILN_PROTOCOL, KILN_RUNTIME};
    request.number = number;
    return send_message_now(socket_.native_handle(), as_message(request));
}

asio::awaitable<Result<AgentEvent>> AgentLink::hear(Clock::time_point deadline) {
    for (;;) {
        auto heard = co_await hear_one(deadline);
        if (!heard) co_return heard;
        const kiln_event& event = heard.value().event;
        if (event.kind != KILN_RUNTIME_UP && event.kind != KILN_RUNTIME_DOWN) co_return heard;
        BOOST_OUTCOME_CO_TRY(of_runtime_(event));
    }
}

asio::awaitable<Result<AgentEvent>> AgentLink::hear_one(Clock::time_point deadline) {
    const bool readable = co_await wait_readable(socket_, deadline);
    // Also where there is always something to read: an agent that babbles answers nothing.
    if (!readable || Clock::now() > deadline)
        co_return errno_error(ETIMEDOUT, name_ + ": wait for the agent");
    AgentEvent heard;
    auto received = receive_message(socket_.native_handle(), as_buffer(heard.event));
    if (!received) co_return received.error();
    if (received.value().size == 0) co_return plain_error(name_ + ": the agent is gone");
    if (!sound(heard.event, received.value().size, received.value().fds.size()))
        co_return plain_error(name_ + ": the agent said what no agent says");
    if (heard.event.kind == KILN_AGENT_FAILED)
        co_return errno_error(heard.event.error, name_ + ": " + step_of(heard.event));
    heard.fds = std::move(received).value().fds;
    co_return heard;
}

bool AgentLink::gone() {
    char byte = 0;
    const ssize_t got =
        ::recv(socket_.native_handle(), &byte, sizeof byte, MSG_PEEK | MSG_DONTWAIT);
    // ECONNRESET, once, where it left something of ours unread.
    return got == 0 || (got < 0 && errno != EAGAIN && errno != EINTR);
}

}  // namespace kiln::pool
