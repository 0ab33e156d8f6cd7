#pragma once

#include <boost/asio/io_context.hpp>
#include <functional>
#include <memory>
#include <optional>
#include <string>

#include "pool/namespaces/spawner.h"
#include "pool/pool.h"
#include "tests/pool/containers/traces.h"
#include "tests/pool/run_coroutine.h"

namespace kiln::pool {

// Whether containers can be made here. If not, says so as the running test's skip.
[[nodiscard]] bool containers_work_here();

// A spawner's configuration with the repository's agent and the host's own /usr.
[[nodiscard]] SpawnerConfig test_config();

// `script` for /bin/sh, in the default limits but with 5 s of wall time.
[[nodiscard]] StepSpec shell(const std::string& script);

// A real spawner and a real pool, for one test. One at a time in a process: a spawner would keep
// the sockets of those before it open.
class Workbench {
  public:
    explicit Workbench(std::size_t containers);
    Workbench(const Workbench&) = delete;
    Workbench& operator=(const Workbench&) = delete;
    ~Workbench();

    // A free container, within ten seconds.
    [[nodiscard]] Lease lease();
    // How acquire() fails within `patience`; empty: it did not.
    [[nodiscard]] std::error_code lease_error(std::chrono::milliseconds patience);
    // A lease and its step, to the end.
    [[nodiscard]] Result<StepReport> try_run(StepSpec spec);
    [[nodiscard]] StepReport run(StepSpec spec);
    // Runs the loop until `holds`; false if it does not within ten seconds.
    [[nodiscard]] bool run_until(const std::function<bool()>& holds);
    void stop();

    [[nodiscard]] boost::asio::io_context& io() { return io_; }
    [[nodiscard]] Pool& pool() { return *pool_; }
    [[nodiscard]] unsigned instance() const { return instance_; }
    [[nodiscard]] pid_t spawner() const { return spawner_; }
    [[nodiscard]] Traces traces() const { return {instance_, spawner_}; }

  private:
    boost::asio::io_context io_{1};
    std::unique_ptr<Pool> pool_;
    unsigned instance_ = 0;
    pid_t spawner_ = -1;
    bool stopped_ = false;
};

// A step that has begun and goes on until it is killed: it has said its word. Destroyed before its
// end, it is killed.
class EndlessStep {
  public:
    EndlessStep(Workbench& bench, Lease lease);
    EndlessStep(const EndlessStep&) = delete;
    EndlessStep& operator=(const EndlessStep&) = delete;
    ~EndlessStep();
    void cancel() { lease_->cancel(); }
    // To its end; the lease is given back.
    [[nodiscard]] Result<StepReport> end();

  private:
    Workbench& bench_;
    bool begun_ = false;
    std::optional<Lease> lease_;
    std::optional<Result<StepReport>> report_;
};

}  // namespace kiln::pool
