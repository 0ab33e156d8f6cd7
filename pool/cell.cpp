#include "pool/cell.h"

#include <fcntl.h>
#include <sys/socket.h>

#include <algorithm>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <cerrno>

#include "pool/base/assert.h"
#include "pool/base/descriptor_kind.h"
#include "pool/base/unix_socket.h"
#include "pool/cell_limits.h"
#include "pool/event_text.h"

namespace kiln::pool {

namespace asio = boost::asio;
using std::chrono::milliseconds;

namespace {

// A cell takes about a millisecond to make; a host that needs this long cannot run jobs either.
constexpr milliseconds kMakePatience{5000};
// A killed cell is dead within 50 ms on an idle host (1024 processes: 32); the kernel's last
// accounting of it may trail a little.
constexpr milliseconds kDeathPatience{1000};
constexpr milliseconds kEmptyPause{2};
// What a container may keep charged after its cells, above what the first one left; and from where
// on the kernel is asked to give it back. Cache of files on disk does not count, up to a bound: the
// next job wants the same interpreter, and the kernel takes it when it is needed.
constexpr std::uint64_t kMemorySlack = 8ull << 20;
constexpr std::uint64_t kReclaimSlack = 1ull << 20;
constexpr std::uint64_t kMostFileCache = 64ull << 20;

// What a waiting cell says at last, and whether it is that it stands ready.
bool is_ready(const kiln_event& event, const Received& received) {
    return received.size == sizeof event && event.version == KILN_PROTOCOL &&
           event.kind == KILN_CELL_READY && received.fds.size() == 2 &&
           std::ranges::all_of(received.fds,
                               [](const UniqueFd& fd) { return is_read_end(fd.get()); });
}

// Frees what dead processes left in each other's sockets: sockets that hold each other's descriptors are
// found by the kernel's collector, which looks when some socket of this family is closed
// (net/unix/garbage.c).
void wake_socket_collector() {
    const UniqueFd socket(::socket(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0));
}

}  // namespace

Cell::Cell(asio::any_io_executor executor, const std::string& name, AgentLink& agent,
           CgroupLeaf& leaf)
    : executor_(std::move(executor)), name_(name), agent_(agent), leaf_(leaf) {}

asio::awaitable<Result<std::uint64_t>> Cell::make(unsigned runtime) {
    const auto deadline = Clock::now() + kMakePatience;
    ++id_;
    runtime_ = 0;
    BOOST_OUTCOME_CO_TRY(agent_.make_cell(id_, runtime));
    auto heard = co_await agent_.hear(deadline);
    if (!heard) co_return heard.error();
    AgentEvent& made = heard.value();
    const auto is_socket = [](const UniqueFd& fd) { return is_message_socket(fd.get()); };
    if (made.event.kind != KILN_CELL_MADE || made.event.cell != id_ ||
        !std::ranges::all_of(made.fds, is_socket))
        co_return plain_error(name_ + ": the agent made no cell");
    phase_ = Phase::Made;
    ends_.job = std::move(made.fds[0]);
    ends_.control = std::move(made.fds[1]);
    ends_.cell = id_;
    co_return co_await await_ready(runtime);
}

// The job child announces itself, or the init or the child says what failed. It has the `runtime` that
// was asked for, or none.
asio::awaitable<Result<std::uint64_t>> Cell::await_ready(unsigned runtime) {
    UniqueFd watched(::fcntl(ends_.job.get(), F_DUPFD_CLOEXEC, 0));
    if (!watched.valid()) co_return errno_error(name_ + ": watch a cell");
    asio::posix::stream_descriptor job(executor_, watched.release());
    const bool readable = co_await wait_readable(job, Clock::now() + kMakePatience);
    kiln_event event{};
    if (readable) {
        auto received = receive_message(ends_.job.get(), as_buffer(event));
        if (received && is_ready(event, received.value())) {
            ends_.out = std::move(received.value().fds[0]);
            ends_.err = std::move(received.value().fds[1]);
            co_return take_ready(event, runtime);
        }
        if (!received || received.value().size != sizeof event)
            (void)receive_message(ends_.control.get(), as_buffer(event));
    }
    const std::string told = step_of(event);
    const std::string step = told.empty() ? "a cell does not get ready" : told;
    co_return errno_error(event.error != 0 ? event.error : ETIMEDOUT, name_ + ": " + step);
}

Result<std::uint64_t> Cell::take_ready(const kiln_event& event, unsigned runtime) {
    if (event.cell != id_ || (event.runtime != 0 && event.runtime != runtime))
        return plain_error(name_ + ": a cell is ready that nobody asked for");
    if (baseline_ == 0) baseline_ = held_memory(leaf_);
    runtime_ = event.runtime;
    phase_ = Phase::Ready;
    return event.size;
}

std::shared_ptr<StepRun> Cell::use(bool warm, std::uint64_t held, unsigned cpus) {
    KILN_ASSERT(phase_ == Phase::Ready);
    ends_.warm = warm;
    ends_.held = held;
    step_ = std::make_shared<StepRun>(executor_, std::move(ends_), leaf_, cpus, [this] { kill(); });
    ends_ = {};
    phase_ = Phase::Used;
    return step_;
}

void Cell::kill() {
    // Without a quota first: throttled processes would wait for their next period to die.
    (void)leaf_.limit_cpu(0);
    (void)agent_.kill_cell(id_);
}

asio::awaitable<Result<void>> Cell::dispose() {
    kill();
    BOOST_OUTCOME_CO_TRY(co_await await_death());
    // Not before it is dead: to close these also has the kernel collect what its processes left in
    // each other's sockets.
    step_.reset();
    ends_ = {};
    co_return co_await await_empty();
}

asio::awaitable<Result<void>> Cell::await_death() {
    if (phase_ == Phase::None) co_return success();
    const auto heard = co_await agent_.hear(Clock::now() + kDeathPatience);
    if (!heard) co_return heard.error();
    const kiln_event& event = heard.value().event;
    if (event.kind != KILN_CELL_DEAD || event.cell != id_)
        co_return plain_error(name_ + ": the agent said something else than that its cell died");
    phase_ = Phase::None;
    co_return success();
}

asio::awaitable<Result<void>> Cell::await_empty() {
    const auto deadline = Clock::now() + kDeathPatience;
    asio::steady_timer pause(executor_);
    bool reclaimed = false;
    for (;;) {
        const bool empty = is_left_alone(leaf_);
        const std::uint64_t held = held_memory(leaf_);
        const bool wants_reclaim =
            held > baseline_ + kReclaimSlack || leaf_.file_cache() > kMostFileCache;
        if (empty && wants_reclaim && !reclaimed) {
            leaf_.reclaim();
            reclaimed = true;
            continue;
        }
        if (empty && held <= baseline_ + kMemorySlack) co_return success();
        if (Clock::now() > deadline)
            co_return plain_error(name_ + (empty ? ": its memory stays above its baseline"
                                                 : ": its cgroup does not empty"));
        reclaimed = false;
        wake_socket_collector();
        pause.expires_after(kEmptyPause);
        co_await pause.async_wait(asio::use_awaitable);
    }
}

}  // namespace kiln::pool
