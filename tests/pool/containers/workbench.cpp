#include "tests/pool/containers/workbench.h"

#include <doctest/doctest.h>
#include <unistd.h>

#include <cstdio>

#include "pool/base/files.h"
#include "pool/namespaces/spawner_client.h"

namespace kiln::pool {

namespace asio = boost::asio;
using std::chrono::milliseconds;
using std::chrono::seconds;

namespace {

constexpr seconds kPatience{10};

asio::awaitable<bool> stop_pool(Pool* pool) {
    co_await pool->stop();
    co_return true;
}

}  // namespace

bool containers_work_here() {
    if (::geteuid() == 0) return true;
    std::printf("SKIP %s: cannot run here: containers of one's own need root\n",
                doctest::getContextOptions()->currentTest->m_name);
    return false;
}

SpawnerConfig test_config() {
    SpawnerConfig config;
    config.agent = KILN_AGENT;
    const std::filesystem::path image = KILN_SOURCE_DIR "/worker-image";
    auto root = host_root(image / "host-root.conf", image / "etc");
    config.root = std::move(root).value();
    const std::filesystem::path rules = image / "syscalls.conf";
    config.syscalls = parse_syscall_rules(read_file(rules).value(), rules.string()).value();
    return config;
}

StepSpec shell(const std::string& script) {
    StepSpec spec;
    spec.argv = {"/bin/sh", "-c", script};
    spec.env = {"PATH=/usr/bin:/bin"};
    spec.limits.wall = seconds(5);
    return spec;
}

Workbench::Workbench(std::size_t containers) {
    auto link = start_spawner(test_config());
    if (!link) FAIL(link.error().text());
    instance_ = link.value().instance;
    spawner_ = link.value().pid;
    PoolConfig config;
    config.containers = containers;
    auto maker = std::make_unique<SpawnerClient>(io_.get_executor(), std::move(link).value());
    pool_ = std::make_unique<Pool>(io_.get_executor(), std::move(maker), config);
    const Result<void> started = run_coroutine(io_, pool_->start());
    if (started) return;
    stop();
    FAIL(started.error().text());
}

Workbench::~Workbench() {
    stop();
}

void Workbench::stop() {
    if (stopped_ || !pool_) return;
    stopped_ = true;
    (void)run_coroutine(io_, stop_pool(pool_.get()));
}

Lease Workbench::lease() {
    auto lease = run_coroutine(io_, pool_->acquire(Clock::now() + kPatience));
    if (!lease) FAIL(lease.error().text());
    return std::move(lease).value();
}

std::error_code Workbench::lease_error(milliseconds patience) {
    const auto lease = run_coroutine(io_, pool_->acquire(Clock::now() + patience));
    return lease ? std::error_code() : lease.error().code;
}

Result<StepReport> Workbench::try_run(StepSpec spec) {
    Lease leased = lease();
    return run_coroutine(io_, leased.run(std::move(spec)));
}

StepReport Workbench::run(StepSpec spec) {
    auto report = try_run(std::move(spec));
    if (!report) FAIL(report.error().text());
    return std::move(report).value();
}

bool Workbench::run_until(const std::function<bool()>& holds) {
    const auto deadline = Clock::now() + kPatience;
    io_.restart();
    while (!holds() && Clock::now() < deadline) (void)io_.run_one_for(milliseconds(10));
    return holds();
}

EndlessStep::EndlessStep(Workbench& bench, Lease lease) : bench_(bench), lease_(std::move(lease)) {
    StepSpec spec = shell("echo on; exec sleep 100");
    spec.limits.wall = seconds(20);
    spec.on_output = [this](Stream, std::string_view) { begun_ = true; };
    start_coroutine(bench_.io(), lease_->run(std::move(spec)), report_);
    const bool on = bench_.run_until([this] { return begun_ || report_.has_value(); });
    REQUIRE(on);
}

EndlessStep::~EndlessStep() {
    if (!lease_) return;
    lease_->cancel();
    (void)end();
}

Result<StepReport> EndlessStep::end() {
    auto report = run_until_there(bench_.io(), report_);
    lease_.reset();
    return report;
}

}  // namespace kiln::pool
