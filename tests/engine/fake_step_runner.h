#pragma once

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/steady_timer.hpp>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "engine/step_runner.h"

namespace kiln::engine {

// Records the steps it is given and lets a test say when and how each ends. Where `script` is
// set and has an answer, the step ends at once with that.
class FakeStepRunner final : public StepRunner {
  public:
    using Answer = pool::Result<pool::StepReport>;

    struct Step {
        explicit Step(const boost::asio::any_io_executor& executor) : wake(executor) {}
        pool::StepSpec spec;
        pool::Clock::time_point end_before;
        std::optional<Answer> answer;
        boost::asio::steady_timer wake;
    };

    explicit FakeStepRunner(boost::asio::any_io_executor executor)
        : executor_(std::move(executor)) {}

    boost::asio::awaitable<Answer> run(pool::StepSpec spec, pool::Clock::time_point end_before,
                                       std::shared_ptr<Canceller> canceller) override;
    bool has_runtime(const std::string& name) const override { return runtimes.contains(name); }
    void equip(const std::string& name, pool::RuntimeEquipment equipment) override {
        equipped[name] = std::move(equipment);
    }
    std::size_t width() const override { return width_; }
    std::size_t standing() const override { return width_ - replaced; }
    const pool::Isolation& isolation() const override { return isolation_; }

    void finish(std::size_t step, Answer answer);

    std::size_t width_ = 1;
    std::size_t replaced = 0;  // containers that do not stand
    pool::Isolation isolation_;
    std::vector<std::shared_ptr<Step>> steps;
    std::set<std::string> runtimes;  // that steps may name
    std::map<std::string, pool::RuntimeEquipment> equipped;
    std::function<std::optional<Answer>(const pool::StepSpec&)> script;

  private:
    boost::asio::any_io_executor executor_;
};

// A report of a command that ended by itself with `status`.
[[nodiscard]] pool::StepReport exited(int status);
// A report of a command that was not begun; `error` 0: the kernel was not asked.
[[nodiscard]] pool::StepReport not_begun(pool::NotBegun::Why why, int error);
// exited(0), of a compiler that left one artifact.
[[nodiscard]] pool::StepReport compiled();

}  // namespace kiln::engine
