#include "tests/engine/fake_step_runner.h"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <utility>

namespace kiln::engine {

boost::asio::awaitable<FakeStepRunner::Answer> FakeStepRunner::run(
    pool::StepSpec spec, pool::Clock::time_point end_before, std::shared_ptr<Canceller> canceller) {
    auto step = std::make_shared<Step>(executor_);
    step->spec = std::move(spec);
    step->end_before = end_before;
    if (script) step->answer = script(step->spec);
    steps.push_back(step);
    const std::size_t number = steps.size() - 1;
    canceller->cancel = [this, number] {
        pool::StepReport report;
        report.cut = pool::Cut::Cancelled;
        finish(number, std::move(report));
    };
    constexpr auto no_throw = boost::asio::as_tuple(boost::asio::use_awaitable);
    step->wake.expires_at(pool::Clock::time_point::max());
    while (!step->answer) (void)co_await step->wake.async_wait(no_throw);
    canceller->cancel = nullptr;
    co_return std::move(*step->answer);
}

void FakeStepRunner::finish(std::size_t step, Answer answer) {
    steps.at(step)->answer.emplace(std::move(answer));
    steps.at(step)->wake.cancel();
}

pool::StepReport exited(int status) {
    pool::StepReport report;
    report.exit_code = status;
    report.container = "c1";
    return report;
}

pool::StepReport not_begun(pool::NotBegun::Why why, int error) {
    pool::StepReport report;
    report.not_begun = pool::NotBegun{why, std::error_code(error, std::system_category())};
    return report;
}

pool::StepReport compiled() {
    pool::StepReport report = exited(0);
    pool::Artifact artifact;
    artifact.name = "program";
    report.artifacts.push_back(std::move(artifact));
    return report;
}

}  // namespace kiln::engine
