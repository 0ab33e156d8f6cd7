#include "pool/container.h"

#include <cerrno>
#include <utility>

#include "pool/base/log.h"
#include "pool/cell_limits.h"

namespace kiln::pool {

namespace asio = boost::asio;

namespace {

constexpr std::chrono::milliseconds kPingPatience{2000};

}  // namespace

Container::Container(asio::any_io_executor executor, unsigned slot, ContainerParts parts,
                     const PoolConfig& config)
    : slot_(slot),
      name_("c" + std::to_string(slot)),
      leaf_(parts.cgroup_version, std::move(parts.files)),
      config_(config),
      agent_(executor, std::move(parts.agent_socket), name_,
             [this](const kiln_event& event) { return runtimes_.hear(event); }),
      runtimes_(name_, config, agent_, leaf_),
      cell_(executor, name_, agent_, leaf_) {}

bool Container::suits(const std::string& runtime) const {
    return cell_.runtime() != 0 && runtimes().spec(cell_.runtime()).name == runtime;
}

bool Container::outdated() const {
    const unsigned ahead = runtimes_.ahead();
    return ahead != 0 && cell_.runtime() != ahead;
}

// ---- a cell for the next step ------------------------------------------------------------------

asio::awaitable<Result<void>> Container::prepare_cell() {
    cancelled_ = false;
    return make_cell_or_cold(runtimes_.ahead());
}

// A runtime that cannot be had in a cell is its own failure, not the container's.
asio::awaitable<Result<void>> Container::make_cell_or_cold(unsigned runtime) {
    const Result<void> made = co_await make_cell(runtime);
    if (made || runtime == 0) co_return made;
    spdlog::warn("{}: no cell with a warm {}: {}", name_, runtimes().spec(runtime).name,
                 made.error().text());
    runtimes_.made_none(runtime);
    BOOST_OUTCOME_CO_TRY(co_await dispose_cell());
    co_return co_await make_cell(0);
}

asio::awaitable<Result<void>> Container::make_cell(unsigned runtime) {
    const bool starts_runtime = runtime != 0 && runtimes().waits(runtime);
    BOOST_OUTCOME_CO_TRY(limit_waiting(leaf_, starts_runtime, config_.cpu_millicores));
    BOOST_OUTCOME_CO_TRY(const std::uint64_t told, co_await cell_.make(runtime));
    shared_ = runtimes_.made_cell(cell_.runtime(), told);
    co_return success();
}

// A cell of the right kind for the step, where one can be made now. Costs about two milliseconds,
// which are nothing beside a cold start.
asio::awaitable<Result<void>> Container::fit(unsigned runtime) {
    if (cell_.runtime() == runtime || !runtimes().usable(runtime) || runtimes().waits(runtime))
        co_return success();
    BOOST_OUTCOME_CO_TRY(co_await dispose_cell());
    co_return co_await make_cell_or_cold(runtime);
}

std::uint64_t Container::held(bool warm) const {
    return warm ? stays_shared(shared_) : 0;
}

// As limit_step(). A cell that a runtime stands in has more than a step that starts cold needs: that
// gets one without, which costs two milliseconds.
asio::awaitable<Result<bool>> Container::fit_limits(StepLimits limits, bool warm) {
    BOOST_OUTCOME_CO_TRY(const bool fits, limit_step(leaf_, limits, held(warm)));
    if (fits || warm || cell_.runtime() == 0) co_return fits;
    BOOST_OUTCOME_CO_TRY(co_await dispose_cell());
    BOOST_OUTCOME_CO_TRY(co_await make_cell(0));
    if (cancelled_) co_return errno_error(ECANCELED, "begin the step");
    co_return limit_step(leaf_, limits, 0);
}

// ---- the step ----------------------------------------------------------------------------------

asio::awaitable<Result<StepReport>> Container::run(StepSpec spec) {
    const unsigned runtime = runtimes().number_for(spec);
    runtimes_.take_step(runtime, cell_.runtime());
    if (runtime != 0) {
        BOOST_OUTCOME_CO_TRY(co_await fit(runtime));
        if (cancelled_) co_return errno_error(ECANCELED, "begin the step");
    }
    const bool warm = runtime != 0 && cell_.runtime() == runtime &&
                      has_room_beside(spec.limits.memory_bytes, shared_);
    BOOST_OUTCOME_CO_TRY(const bool fits, co_await fit_limits(spec.limits, warm));
    if (fits) co_return co_await run_in_cell(std::move(spec), warm);
    StepReport report;
    report.not_begun = NotBegun{NotBegun::Why::Memory, {}};
    report.container = name_;
    co_return report;
}

asio::awaitable<Result<StepReport>> Container::run_in_cell(StepSpec spec, bool warm) {
    const auto step = cell_.use(warm, held(warm), cpus_at_once(config_.cpu_millicores));
    BOOST_OUTCOME_CO_TRY(step->start(std::move(spec)));
    Result<StepReport> report = co_await step->done();
    if (report) {
        report.value().container = name_;
        if (report.value().exit_code == 0 && report.value().cut == Cut::None)
            co_await step->fetch_artifacts(report.value());
    }
    co_return report;
}

ContainerUsage Container::usage() const {
    ContainerUsage usage = leaf_.whole();
    usage.slot = slot_;
    return usage;
}

void Container::cancel() {
    if (cell_.step())
        cell_.step()->cut(Cut::Cancelled);
    else
        cancelled_ = true;
}

// ---- health ------------------------------------------------------------------------------------

asio::awaitable<Result<void>> Container::check() {
    BOOST_OUTCOME_CO_TRY(agent_.ping());
    auto heard = co_await agent_.hear(Clock::now() + kPingPatience);
    if (!heard) co_return heard.error();
    if (heard.value().event.kind != KILN_PONG)
        co_return plain_error(name_ + ": its waiting cell died");
    co_return success();
}

}  // namespace kiln::pool
