#include "tests/pool/life/pool_bench.h"

#include <doctest/doctest.h>

namespace kiln::pool {

namespace {

constexpr milliseconds kTick{5};

PoolConfig config_of(std::size_t containers) {
    PoolConfig config;
    config.containers = containers;
    return config;
}

boost::asio::awaitable<bool> stop_pool(Pool* pool) {
    co_await pool->stop();
    co_return true;
}

}  // namespace

PoolBench::PoolBench(std::size_t containers) {
    auto maker = std::make_unique<FakeMaker>(io_);
    maker_ = maker.get();
    pool_ = std::make_unique<Pool>(io_.get_executor(), std::move(maker), config_of(containers));
}

PoolBench::PoolBench(std::size_t containers, const Make& make)
    : pool_(std::make_unique<Pool>(io_.get_executor(), make(io_), config_of(containers))) {}

PoolBench::~PoolBench() {
    if (!stopped_) stop();
}

void PoolBench::settle() {
    io_.restart();
    while (io_.poll() > 0) {
    }
}

void PoolBench::pass(milliseconds time) {
    settle();
    for (milliseconds passed{0}; passed < time; passed += kTick) {
        fuzz::advance_time(kTick);
        settle();
    }
}

bool PoolBench::until(const std::function<bool()>& condition) {
    settle();
    for (milliseconds passed{0}; passed < seconds(90); passed += kTick) {
        if (condition()) return true;
        pass(kTick);
    }
    return false;
}

std::string PoolBench::start() {
    begin_start();
    const Result<void> started = finish(started_);
    return started ? "" : started.error().text();
}

std::shared_ptr<PoolBench::Leased> PoolBench::post(Purpose purpose, milliseconds patience) {
    return start_coroutine(io_, pool_->acquire(Clock::now() + patience, "", purpose));
}

std::shared_ptr<PoolBench::Leased> PoolBench::ask(Purpose purpose, milliseconds patience) {
    auto leased = post(purpose, patience);
    settle();
    return leased;
}

Lease PoolBench::lease(Purpose purpose) {
    const auto leased = ask(purpose);
    return finish(*leased).value();
}

std::shared_ptr<PoolBench::Ran> PoolBench::begin(Lease& lease, Purpose purpose) {
    StepSpec spec;
    spec.argv = {"./program"};
    spec.purpose = purpose;
    auto ran = start_coroutine(io_, lease.run(std::move(spec)));
    settle();
    return ran;
}

std::string PoolBench::run_job() {
    Lease leased = lease();
    const auto ran = begin(leased);
    const auto report = finish(*ran);
    return report ? "" : report.error().text();
}

void PoolBench::stop() {
    stopped_ = true;
    const Clock::time_point began = Clock::now();
    std::optional<bool> done;
    start_coroutine(io_, stop_pool(pool_.get()), done);
    CHECK(until([&] { return done.has_value(); }));
    CHECK(Clock::now() - began <= seconds(11));
    if (maker_ != nullptr) {
        CHECK(maker_->stopped());
        CHECK(maker_->containers() == 0);
    }
    pool_.reset();
    settle();
    CHECK(io_.stopped());  // nothing waits for anything any more
}

}  // namespace kiln::pool
