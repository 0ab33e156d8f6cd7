#include "engine/pool_runner.h"

#include <algorithm>
#include <cerrno>
#include <utility>

namespace kiln::engine {
namespace {

// Wires a canceller to a lease for as long as both live in one scope.
class CancelWire {
  public:
    CancelWire(Canceller& canceller, pool::Lease& lease) : canceller_(canceller) {
        canceller_.cancel = [&lease] { lease.cancel(); };
    }
    CancelWire(const CancelWire&) = delete;
    CancelWire& operator=(const CancelWire&) = delete;
    ~CancelWire() { canceller_.cancel = nullptr; }

  private:
    Canceller& canceller_;
};

pool::Error not_begun() {
    return pool::errno_error(ECANCELED, "begin the step");
}

}  // namespace

boost::asio::awaitable<pool::Result<pool::StepReport>> PoolRunner::run(
    pool::StepSpec spec, pool::Clock::time_point end_before, std::shared_ptr<Canceller> canceller) {
    if (canceller->requested) co_return not_begun();
    if (spec.purpose != pool::Purpose::Job)
        co_return co_await run_ahead(std::move(spec), end_before, std::move(canceller));
    auto acquired = co_await pool_->acquire(end_before, spec.runtime);
    if (!acquired) co_return std::move(acquired).error();
    pool::Lease lease = std::move(acquired).value();
    if (canceller->requested) co_return not_begun();

    const auto left =
        std::chrono::duration_cast<std::chrono::milliseconds>(end_before - pool::Clock::now());
    if (left.count() <= 0) co_return pool::errno_error(ETIMEDOUT, "wait for a free container");
    spec.limits.wall = std::min(spec.limits.wall, left);
    const CancelWire wire(*canceller, lease);
    co_return co_await lease.run(std::move(spec));
}

boost::asio::awaitable<pool::Result<pool::StepReport>> PoolRunner::run_ahead(
    pool::StepSpec spec, pool::Clock::time_point end_before, std::shared_ptr<Canceller> canceller) {
    const pool::Error gave_way = pool::errno_error(EAGAIN, "give way to a job");
    canceller->cancel = [pool = pool_] { pool->dismiss_work_ahead(); };
    auto acquired = co_await pool_->acquire(end_before - spec.limits.wall, "", spec.purpose);
    canceller->cancel = nullptr;
    if (!acquired) co_return std::move(acquired).error();
    pool::Lease lease = std::move(acquired).value();
    if (canceller->requested) co_return not_begun();
    if (lease.wanted_back()) co_return gave_way;

    const CancelWire wire(*canceller, lease);
    lease.when_wanted_back([&lease] { lease.cancel(); });
    auto report = co_await lease.run(std::move(spec));
    const bool cut = report && report.value().cut == pool::Cut::Cancelled;
    if (cut && lease.wanted_back() && !canceller->requested) co_return gave_way;
    co_return report;
}

}  // namespace kiln::engine
