#pragma once

#include "engine/step_runner.h"
#include "pool/pool.h"

namespace kiln::engine {

// The engine's steps on a pool of containers: one lease for each step, given back before run()
// completes. `pool` must outlive it and every run(). Same executor as the pool.
class PoolRunner final : public StepRunner {
  public:
    explicit PoolRunner(pool::Pool& pool) : pool_(&pool) {}

    // A canceller that is asked while a job's step waits for its container takes effect when the
    // wait ends: the step then fails with ECANCELED, without having begun. Work ahead stops waiting.
    [[nodiscard]] boost::asio::awaitable<pool::Result<pool::StepReport>> run(
        pool::StepSpec spec, pool::Clock::time_point end_before,
        std::shared_ptr<Canceller> canceller) override;

    [[nodiscard]] bool has_runtime(const std::string& name) const override {
        return pool_->has_runtime(name);
    }
    void equip(const std::string& name, pool::RuntimeEquipment equipment) override {
        pool_->equip(name, std::move(equipment));
    }
    [[nodiscard]] std::size_t width() const override { return pool_->size(); }
    [[nodiscard]] std::size_t standing() const override { return pool_->count().standing(); }
    [[nodiscard]] const pool::Isolation& isolation() const override { return pool_->isolation(); }

  private:
    [[nodiscard]] boost::asio::awaitable<pool::Result<pool::StepReport>> run_ahead(
        pool::StepSpec spec, pool::Clock::time_point end_before,
        std::shared_ptr<Canceller> canceller);

    pool::Pool* pool_;
};

}  // namespace kiln::engine
