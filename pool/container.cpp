#include "pool/container.h"

#include <fcntl.h>
#include <sys/socket.h>

#include <algorithm>
#include <boost/asio/use_awaitable.hpp>
#include <cerrno>
#include <thread>

#include "pool/base/descriptor_kind.h"
#include "pool/base/log.h"
#include "pool/base/unix_socket.h"
#include "pool/event_text.h"
#include "pool/weaken.h"

namespace kiln::pool {

namespace asio = boost::asio;
using std::chrono::milliseconds;

namespace {

// A cell takes about a millisecond to make; a host that needs this long cannot run jobs either.
constexpr milliseconds kMakePatience{5000};
constexpr milliseconds kPingPatience{2000};
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
// Until a job brings its own: enough for a cell to stand ready in.
constexpr std::uint64_t kWaitingMemory = 64ull << 20;
constexpr std::uint64_t kWaitingProcesses = 16;
// Of what a program has of its warm runtime it copies what it writes to, and its cell is charged
// for the copies; one part in so many is taken to stay shared, and taken off its limit.
constexpr std::uint64_t kStaysShared = 2;
// A step with less than this on top of what its warm runtime holds starts cold.
constexpr std::uint64_t kLeastMemory = 16ull << 20;
// As good as none, for the test without these walls: enough to see, not to bring the host down.
constexpr std::uint64_t kNoMemoryLimit = 4ull << 30;
constexpr std::uint64_t kNoProcessLimit = 4096;
// The init of a container's cells is counted beside the program, and may stay from one to the next.
constexpr std::uint64_t kOwnProcesses = 1;

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

Container::Container(asio::any_io_executor executor, unsigned slot, ContainerParts parts,
                     const PoolConfig& config)
    : executor_(executor),
      slot_(slot),
      name_("c" + std::to_string(slot)),
      agent_(executor, std::move(parts.agent_socket), name_),
      leaf_(parts.cgroup_version, std::move(parts.files)),
      config_(config),
      runtimes_(config.runtimes) {}

// ---- the agent ---------------------------------------------------------------------------------

// The next answer; what the agent says of runtimes in between is written down.
asio::awaitable<Result<AgentEvent>> Container::hear_agent(Clock::time_point deadline) {
    for (;;) {
        auto heard = co_await agent_.hear(deadline);
        if (!heard) co_return heard;
        const kiln_event& event = heard.value().event;
        if (event.kind != KILN_RUNTIME_UP && event.kind != KILN_RUNTIME_DOWN) co_return heard;
        BOOST_OUTCOME_CO_TRY(hear_of_runtime(event));
    }
}

// ---- a cell's life -----------------------------------------------------------------------------

asio::awaitable<Result<void>> Container::prepare_cell() {
    cancelled_ = false;
    return make_cell_or_cold(runtimes_.usable(wanted_) ? wanted_ : 0);
}

// A runtime that cannot be had in a cell is its own failure, not the container's.
asio::awaitable<Result<void>> Container::make_cell_or_cold(unsigned runtime) {
    const Result<void> made = co_await make_cell(runtime);
    if (made || runtime == 0) co_return made;
    spdlog::warn("{}: no cell with a warm {}: {}", name_, runtimes_.spec(runtime).name,
                 made.error().text());
    runtimes_.failed(runtime);
    BOOST_OUTCOME_CO_TRY(co_await dispose_cell());
    co_return co_await make_cell(0);
}

asio::awaitable<Result<void>> Container::make_cell(unsigned runtime) {
    const auto deadline = Clock::now() + kMakePatience;
    const bool waits = runtime != 0 && runtimes_.waits(runtime);
    const std::uint64_t memory = waits ? kStartingMemory : kWaitingMemory;
    BOOST_OUTCOME_CO_TRY(leaf_.limit_memory(without(Wall::Memory) ? kNoMemoryLimit : memory));
    BOOST_OUTCOME_CO_TRY(
        leaf_.limit_processes(without(Wall::Pids) ? kNoProcessLimit : kWaitingProcesses));
    BOOST_OUTCOME_CO_TRY(leaf_.limit_cpu(config_.cpu_millicores));
    ++cell_;
    cell_runtime_ = 0;
    BOOST_OUTCOME_CO_TRY(agent_.make_cell(cell_, runtime));
    auto heard = co_await hear_agent(deadline);
    if (!heard) co_return heard.error();
    AgentEvent& made = heard.value();
    const auto is_socket = [](const UniqueFd& fd) { return is_message_socket(fd.get()); };
    if (made.event.kind != KILN_CELL_MADE || made.event.cell != cell_ ||
        !std::ranges::all_of(made.fds, is_socket))
        co_return plain_error(name_ + ": the agent made no cell");
    cell_alive_ = true;
    ends_.job = std::move(made.fds[0]);
    ends_.control = std::move(made.fds[1]);
    ends_.cell = cell_;
    co_return co_await await_ready(runtime);
}

// What is charged to the leaf and is no cache of files on disk.
std::uint64_t Container::held_memory() const {
    const std::uint64_t usage = leaf_.memory_usage().value_or(0);
    return usage - std::min(usage, leaf_.file_cache());
}

// The job child announces itself, or the init or the child says what failed. It has the `runtime` that
// was asked for, or none.
asio::awaitable<Result<void>> Container::await_ready(unsigned runtime) {
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

Result<void> Container::take_ready(const kiln_event& event, unsigned runtime) {
    const unsigned number = event.runtime;
    if (event.cell != cell_ || (number != 0 && number != runtime))
        return plain_error(name_ + ": a cell is ready that nobody asked for");
    if (baseline_ == 0) baseline_ = held_memory();
    cell_runtime_ = number;
    held_ = 0;
    if (number == 0) return success();
    // Its runtime has no more for it to share than it has; one that waits is in the cell itself.
    held_ = runtimes_.waits(number) ? 0 : std::min(event.size, runtimes_.bytes(number));
    runtimes_.made_cell(number);
    return success();
}

// False: the waiting cell has more memory already than the step may have. Looked at before the limit is
// set, because on v2 the kernel would kill to keep it; v1 refuses to set one that it cannot keep.
Result<bool> Container::set_limits(const StepLimits& limits, std::uint64_t held) {
    if (!without(Wall::Memory)) {
        const std::uint64_t most = limits.memory_bytes - held;
        // Waiting, it was limited itself.
        if (most < kStartingMemory && held_memory() > most) return false;
        const Result<void> limited = leaf_.limit_memory(most);
        if (!limited && limited.error().code == std::errc::device_or_resource_busy) return false;
        if (!limited) return limited.error();
    }
    if (without(Wall::Pids)) return true;
    BOOST_OUTCOME_TRY(leaf_.limit_processes(limits.processes + kOwnProcesses));
    return true;
}

// As set_limits(). A cell that a runtime stands in has more than a step that starts cold needs: that
// gets one without, which costs two milliseconds.
asio::awaitable<Result<bool>> Container::fit_limits(StepLimits limits) {
    BOOST_OUTCOME_CO_TRY(const bool fits, set_limits(limits, ends_.held));
    if (fits || ends_.warm || cell_runtime_ == 0) co_return fits;
    BOOST_OUTCOME_CO_TRY(co_await dispose_cell());
    BOOST_OUTCOME_CO_TRY(co_await make_cell(0));
    if (cancelled_) co_return errno_error(ECANCELED, "begin the step");
    co_return set_limits(limits, 0);
}

StepReport Container::not_begun(NotBegun::Why why) const {
    StepReport report;
    report.not_begun = NotBegun{why, {}};
    report.container = name_;
    return report;
}

// A cell of the right kind for the step, where one can be made now. Costs about two milliseconds,
// which are nothing beside a cold start.
asio::awaitable<Result<void>> Container::fit(unsigned runtime) {
    if (cell_runtime_ == runtime || !runtimes_.usable(runtime) || runtimes_.waits(runtime))
        co_return success();
    BOOST_OUTCOME_CO_TRY(co_await dispose_cell());
    co_return co_await make_cell_or_cold(runtime);
}

asio::awaitable<Result<StepReport>> Container::run(StepSpec spec) {
    const unsigned runtime = runtimes_.number_for(spec);
    choose_runtime_ahead(runtime);
    if (runtime != 0) {
        runtimes_.used(runtime);
        BOOST_OUTCOME_CO_TRY(co_await fit(runtime));
        if (cancelled_) co_return errno_error(ECANCELED, "begin the step");
    }
    const std::uint64_t memory = spec.limits.memory_bytes;
    ends_.warm =
        runtime != 0 && cell_runtime_ == runtime && memory > held_ && memory - held_ > kLeastMemory;
    ends_.held = ends_.warm ? held_ / kStaysShared : 0;
    BOOST_OUTCOME_CO_TRY(const bool fits, co_await fit_limits(spec.limits));
    if (!fits) co_return not_begun(NotBegun::Why::Memory);
    const unsigned online = std::max(1u, std::thread::hardware_concurrency());
    // A quota lets a little more through at first: one processor more than it says.
    const auto quota = static_cast<unsigned>(config_.cpu_millicores / 1000 + 1);
    const unsigned cpus = config_.cpu_millicores == 0 ? online : std::min(online, quota);
    const auto run = std::make_shared<StepRun>(executor_, std::move(ends_), leaf_, cpus,
                                               [this] { kill_cell(); });
    running_ = run;
    ends_ = {};
    BOOST_OUTCOME_CO_TRY(run->start(std::move(spec)));
    Result<StepReport> report = co_await run->done();
    if (report) {
        report.value().container = name_;
        if (report.value().exit_code == 0 && report.value().cut == Cut::None)
            co_await run->fetch_artifacts(report.value());
    }
    co_return report;
}

void Container::kill_cell() {
    // Without a quota first: throttled processes would wait for their next period to die.
    (void)leaf_.limit_cpu(0);
    (void)agent_.kill_cell(cell_);
}

void Container::cancel() {
    if (running_)
        running_->cut(Cut::Cancelled);
    else
        cancelled_ = true;
}

asio::awaitable<Result<void>> Container::dispose_cell() {
    kill_cell();
    const auto deadline = Clock::now() + kDeathPatience;
    while (cell_alive_) {
        auto heard = co_await hear_agent(deadline);
        if (!heard) co_return heard.error();
        const kiln_event& event = heard.value().event;
        if (event.kind != KILN_CELL_DEAD || event.cell != cell_)
            co_return plain_error(name_ +
                                  ": the agent said something else than that its cell died");
        cell_alive_ = false;
    }
    // Not before it is dead: to close these also has the kernel collect what its processes left in
    // each other's sockets.
    running_.reset();
    ends_ = {};
    co_return co_await await_empty();
}

asio::awaitable<Result<void>> Container::await_empty() {
    const auto deadline = Clock::now() + kDeathPatience;
    asio::steady_timer pause(executor_);
    bool reclaimed = false;
    for (;;) {
        const bool empty = leaf_.processes().value_or(0) <= kOwnProcesses;
        const std::uint64_t held = held_memory();
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

// ---- health ------------------------------------------------------------------------------------

asio::awaitable<Result<void>> Container::check() {
    BOOST_OUTCOME_CO_TRY(agent_.ping());
    auto heard = co_await hear_agent(Clock::now() + kPingPatience);
    if (!heard) co_return heard.error();
    if (heard.value().event.kind != KILN_PONG)
        co_return plain_error(name_ + ": its waiting cell died");
    co_return success();
}

}  // namespace kiln::pool
