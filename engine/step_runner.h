#pragma once

#include <boost/asio/awaitable.hpp>
#include <cstddef>
#include <functional>
#include <memory>
#include <string>

#include "pool/base/result.h"
#include "pool/isolation.h"
#include "pool/runtime_spec.h"
#include "pool/step.h"

namespace kiln::engine {

// Lets one party end a step that another awaits. `cancel` is set by the runner while the step
// runs and empty otherwise; calling it makes the step end with pool::Cut::Cancelled.
struct Canceller {
    bool requested = false;  // set this too: a step that has not begun yet must not begin
    bool by_id = false;      // somebody asked for just this job, the engine does not stop
    std::function<void()> cancel;
};

// Where the engine's steps run: the pool in the product, a fake in the engine's unit tests.
// Lives on the engine's executor.
class StepRunner {
  public:
    StepRunner() = default;
    StepRunner(const StepRunner&) = delete;
    StepRunner& operator=(const StepRunner&) = delete;
    virtual ~StepRunner() = default;

    // Waits for a free container, then runs `spec` in it. All of it must be over at `end_before`:
    // the wait takes nothing off the step's own wall limit, but that is cut to what is left until
    // then. The Error's code is ETIMEDOUT if no container became free in time, ECANCELED if the
    // canceller was asked before the step began; what cannot be executed is data in the report.
    // `canceller` is never null.
    //
    // Work ahead (pool::Purpose) gets its whole wall limit or is not begun; its Error's code is
    // EAGAIN if it gave way to a job, before it began or while it ran.
    [[nodiscard]] virtual boost::asio::awaitable<pool::Result<pool::StepReport>> run(
        pool::StepSpec spec, pool::Clock::time_point end_before,
        std::shared_ptr<Canceller> canceller) = 0;

    // Whether steps may name this warm runtime; and what it lacks to be started.
    [[nodiscard]] virtual bool has_runtime(const std::string& name) const {
        (void)name;
        return false;
    }
    virtual void equip(const std::string& name, pool::RuntimeEquipment equipment) {
        (void)name;
        (void)equipment;
    }

    // How many steps can run at once.
    [[nodiscard]] virtual std::size_t width() const = 0;
    // How many could at present: fewer while containers are being replaced.
    [[nodiscard]] virtual std::size_t standing() const = 0;
    [[nodiscard]] virtual const pool::Isolation& isolation() const = 0;
};

}  // namespace kiln::engine
