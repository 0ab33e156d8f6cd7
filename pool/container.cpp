#include "pool/container.h"

#include <fcntl.h>
#include <sys/socket.h>

#include <algorithm>
#include <boost/asio/use_awaitable.hpp>
#include <cerrno>
#include <thread>

#include "pool/base/log.h"
#include "pool/base/unix_socket.h"
#include "pool/descriptor_kinds.h"
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
// After so many steps in a row that threw it away no runtime's child waits in the cells any more: that
// costs each of them a millisecond.
constexpr unsigned kStepsWithout = 8;
// What a container may keep charged after its cells, above what the first one left; and from where
// on the kernel is asked to give it back. Cache of files on disk does not count, up to a bound: the
// next job wants the same interpreter, and the kernel takes it when it is needed.
constexpr std::uint64_t kMemorySlack = 8ull << 20;
constexpr std::uint64_t kReclaimSlack = 1ull << 20;
constexpr std::uint64_t kMostFileCache = 64ull << 20;
// Until a job brings its own: enough for a cell to stand ready in.
constexpr std::uint64_t kWaitingMemory = 64ull << 20;
constexpr std::uint64_t kWaitingProcesses = 16;
// The same for a runtime that starts in its cell.
constexpr std::uint64_t kStartingMemory = 256ull << 20;
// Of what a program has of its warm runtime it copies what it writes to, and its cell is charged
// for the copies; one part in so many is taken to stay shared, and taken off its limit.
constexpr std::uint64_t kStaysShared = 2;
// A step with less than this on top of what its warm runtime holds starts cold.
constexpr std::uint64_t kLeastMemory = 16ull << 20;
// As good as none, for the test without these walls: enough to see, not to bring the host down.
constexpr std::uint64_t kNoMemoryLimit = 4ull << 30;
constexpr std::uint64_t kNoProcessLimit = 4096;
// The cell's init is counted beside the program.
constexpr std::uint64_t kOwnProcesses = 1;

}  // namespace

Container::Container(asio::any_io_executor executor, unsigned slot, ContainerParts parts,
                     const PoolConfig& config)
    : executor_(executor),
      slot_(slot),
      name_("c" + std::to_string(slot)),
      agent_(executor, parts.agent_socket.release()),
      leaf_(parts.cgroup_version, std::move(parts.files)),
      config_(config),
      runtimes_(config.runtimes) {}

// ---- the agent ---------------------------------------------------------------------------------

Result<void> Container::tell_agent(kiln_request_kind kind, unsigned runtime) {
    kiln_request request{};
    request.version = KILN_PROTOCOL;
    request.kind = kind;
    request.cell = cell_;
    request.runtime = runtime;
    return send_message(agent_.native_handle(), as_message(request));
}

// The next answer; what the agent says of runtimes in between is written down.
asio::awaitable<Result<Container::AgentEvent>> Container::hear_agent(Clock::time_point deadline) {
    for (;;) {
        auto heard = co_await hear_once(deadline);
        if (!heard) co_return heard;
        const std::uint32_t kind = heard.value().event.kind;
        if (kind != KILN_RUNTIME_UP && kind != KILN_RUNTIME_DOWN) co_return heard;
        hear_of_runtime(heard.value().event);
    }
}

asio::awaitable<Result<Container::AgentEvent>> Container::hear_once(Clock::time_point deadline) {
    const bool readable = co_await wait_readable(agent_, deadline);
    // Also where there is always something to read: an agent that babbles answers nothing.
    if (!readable || Clock::now() > deadline)
        co_return errno_error(ETIMEDOUT, name_ + ": wait for the agent");
    AgentEvent heard;
    auto received = receive_message(agent_.native_handle(), as_buffer(heard.event));
    if (!received) co_return received.error();
    if (received.value().size != sizeof heard.event || heard.event.version != KILN_PROTOCOL)
        co_return plain_error(name_ + ": the agent is gone");
    heard.fds = std::move(received).value().fds;
    if (heard.event.kind == KILN_AGENT_FAILED) {
        heard.event.step[KILN_STEP_SIZE - 1] = '\0';
        co_return errno_error(heard.event.error, name_ + ": " + heard.event.step);
    }
    if (heard.event.kind == KILN_CELL_DEAD && heard.event.cell == cell_) cell_alive_ = false;
    co_return heard;
}

// ---- a cell's life -----------------------------------------------------------------------------

asio::awaitable<Result<void>> Container::prepare_cell() {
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
    cancelled_ = false;
    BOOST_OUTCOME_CO_TRY(tell_agent(KILN_MAKE_CELL, runtime));
    auto heard = co_await hear_agent(deadline);
    if (!heard) co_return heard.error();
    AgentEvent& made = heard.value();
    if (made.event.kind != KILN_CELL_MADE || made.event.cell != cell_ || made.fds.size() != 2 ||
        !std::ranges::all_of(made.fds, is_message_socket))
        co_return plain_error(name_ + ": the agent made no cell");
    cell_alive_ = true;
    ends_.job = std::move(made.fds[0]);
    ends_.control = std::move(made.fds[1]);
    co_return co_await await_ready();
}

// What is charged to the leaf and is no cache of files on disk.
std::uint64_t Container::held_memory() const {
    const std::uint64_t usage = leaf_.memory_usage().value_or(0);
    return usage - std::min(usage, leaf_.file_cache());
}

// The job child announces itself, or the init or the child says what failed.
asio::awaitable<Result<void>> Container::await_ready() {
    UniqueFd watched(::fcntl(ends_.job.get(), F_DUPFD_CLOEXEC, 0));
    if (!watched.valid()) co_return errno_error(name_ + ": watch a cell");
    asio::posix::stream_descriptor job(executor_, watched.release());
    const bool readable = co_await wait_readable(job, Clock::now() + kMakePatience);
    kiln_event event{};
    if (readable) {
        auto received = receive_message(ends_.job.get(), as_buffer(event));
        if (received && received.value().size == sizeof event && event.kind == KILN_CELL_READY &&
            received.value().fds.size() == 2 &&
            std::ranges::all_of(received.value().fds, is_pipe)) {
            ends_.out = std::move(received.value().fds[0]);
            ends_.err = std::move(received.value().fds[1]);
            if (baseline_ == 0) baseline_ = held_memory();
            if (event.status > 0 && static_cast<unsigned>(event.status) <= runtimes_.count()) {
                cell_runtime_ = static_cast<unsigned>(event.status);
                held_ = event.size;
                runtimes_.made_cell(cell_runtime_);
            }
            co_return success();
        }
        if (!received || received.value().size != sizeof event)
            (void)receive_message(ends_.control.get(), as_buffer(event));
    }
    event.step[KILN_STEP_SIZE - 1] = '\0';
    const std::string step = event.step[0] != '\0' ? event.step : "a cell does not get ready";
    co_return errno_error(event.error != 0 ? event.error : ETIMEDOUT, name_ + ": " + step);
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

// What the next cells are made with, by what this step uses: the same, until too many steps in a row
// had no use for it.
void Container::choose_runtime_ahead(unsigned used) {
    if (used != 0 && runtimes_.spec(used).ahead) {
        wanted_ = used;
        unwanted_ = 0;
        return;
    }
    // Starting one in each cell is too dear for steps that do not use it.
    const bool waits = wanted_ != 0 && runtimes_.waits(wanted_);
    if (used == 0 && waits) wanted_ = 0;
    if (cell_runtime_ != 0 && used != cell_runtime_ && ++unwanted_ >= kStepsWithout) wanted_ = 0;
}

asio::awaitable<Result<StepReport>> Container::run(StepSpec spec) {
    const unsigned runtime = runtimes_.number_for(spec);
    choose_runtime_ahead(runtime);
    if (runtime != 0) {
        runtimes_.used(runtime);
        BOOST_OUTCOME_CO_TRY(co_await fit(runtime));
        if (cancelled_) co_return errno_error(ECANCELED, "begin the step");
    }
    ends_.warm =
        runtime != 0 && cell_runtime_ == runtime && spec.limits.memory_bytes > held_ + kLeastMemory;
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
    stuck_ = run->stuck();
    co_return report;
}

void Container::kill_cell() {
    // Without a quota first: throttled processes would wait for their next period to die.
    (void)leaf_.limit_cpu(0);
    (void)tell_agent(KILN_KILL_CELL);
}

bool Container::gone() {
    char byte = 0;
    return ::recv(agent_.native_handle(), &byte, sizeof byte, MSG_PEEK | MSG_DONTWAIT) == 0;
}

void Container::cancel() {
    if (running_)
        running_->cut(Cut::Cancelled);
    else
        cancelled_ = true;
}

asio::awaitable<Result<void>> Container::dispose_cell() {
    if (stuck_) co_return plain_error(name_ + ": its cell did not die in time");
    // Its init exits when nobody holds the other end of its socket; a kill makes sure.
    running_.reset();
    ends_ = {};
    kill_cell();
    const auto deadline = Clock::now() + kDeathPatience;
    while (cell_alive_) {
        auto heard = co_await hear_agent(deadline);
        if (!heard) co_return heard.error();
    }
    co_return co_await await_empty();
}

asio::awaitable<Result<void>> Container::await_empty() {
    const auto deadline = Clock::now() + kDeathPatience;
    asio::steady_timer pause(executor_);
    bool reclaimed = false;
    for (;;) {
        const bool empty = leaf_.processes().value_or(0) == 0;
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
        pause.expires_after(kEmptyPause);
        co_await pause.async_wait(asio::use_awaitable);
    }
}

// ---- warm runtimes -----------------------------------------------------------------------------

void Container::hear_of_runtime(const kiln_event& event) {
    const auto number = static_cast<unsigned>(event.cell);
    if (event.kind == KILN_RUNTIME_UP) {
        runtimes_.is_up(number, event.size);
        return;
    }
    if (number == 0 || number > runtimes_.count()) return;
    spdlog::warn("{}: the warm {} ended ({})", name_, runtimes_.spec(number).name,
                 runtime_end_text(event.status));
    runtimes_.failed(number, runtime_cannot_fork(event.status));
}

bool Container::suits(const std::string& runtime) const {
    return cell_runtime_ != 0 && runtimes_.spec(cell_runtime_).name == runtime;
}

bool Container::outdated() const {
    return cell_runtime_ != wanted_ && runtimes_.usable(wanted_);
}

void Container::start_runtime(unsigned number) {
    const Result<kiln_request> request = runtimes_.request(number);
    if (!request) {
        spdlog::warn("{}: no warm {}: {}", name_, runtimes_.spec(number).name,
                     request.error().text());
        runtimes_.given_up(number);
        return;
    }
    // A socket that takes no more is a container in trouble, which its next check will find.
    const auto& file = runtimes_.spec(number).start.file;
    std::vector<int> fds;
    if (file) fds.push_back(file->get());
    if (send_message(agent_.native_handle(), as_message(request.value()), fds))
        runtimes_.started(number);
}

void Container::end_runtime(unsigned number) {
    if (tell_agent(KILN_RUNTIME, number)) runtimes_.stopped(number);
}

void Container::expect_runtimes(const std::vector<unsigned>& numbers) {
    for (const unsigned number : numbers) runtimes_.used(number);
}

void Container::tend_runtimes(std::uint64_t room) {
    for (unsigned number = 1; number <= runtimes_.count(); ++number) {
        const RuntimeSpec& spec = runtimes_.spec(number);
        const bool fresh = runtimes_.state(number) == WarmRuntimes::State::Off;
        const bool waits = runtimes_.waits(number);
        if (!spec.equipped) continue;
        const bool needed = waits || spec.ahead || runtimes_.wanted(number);
        const bool fits = waits || (room > 0 && runtimes_.need(number) <= room);
        if ((fresh && needed && fits) || runtimes_.worn_out(number, config_.upkeep))
            start_runtime(number);
        if (wanted_ == 0 && spec.ahead && !waits && unwanted_ < kStepsWithout) wanted_ = number;
    }
}

asio::awaitable<Result<void>> Container::check() {
    BOOST_OUTCOME_CO_TRY(tell_agent(KILN_PING));
    auto heard = co_await hear_agent(Clock::now() + kPingPatience);
    if (!heard) co_return heard.error();
    if (heard.value().event.kind != KILN_PONG)
        co_return plain_error(name_ + ": its waiting cell died");
    co_return success();
}

}  // namespace kiln::pool
