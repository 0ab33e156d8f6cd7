#include "engine/toolchain_probe.h"

#include <algorithm>
#include <system_error>
#include <utility>

#include "engine/plan.h"
#include "engine/toolchain_version.h"
#include "pool/base/log.h"

namespace kiln::engine {
namespace {

// For a container, and for the command.
constexpr std::chrono::seconds kWait{10};
constexpr std::chrono::milliseconds kProbeTime{10'000};

Toolchain judge_not_begun(const Language& language, const pool::NotBegun& it) {
    Toolchain found;
    const std::string why = it.code ? it.code.message() : "the limits are too low";
    if (it.why == pool::NotBegun::Why::Command) {
        found.state = Toolchain::State::Missing;
        spdlog::warn("{} is not available: {}: {} (Debian package {})", language.name,
                     language.version_argv.front(), why, language.package);
    } else {
        spdlog::warn("{}: its version stays unknown: {}", language.name, why);
    }
    return found;
}

Toolchain judge_answer(const Language& language, const pool::StepReport& report) {
    Toolchain found;
    if (report.cut == pool::Cut::Cancelled) return found;
    if (report.not_begun) return judge_not_begun(language, *report.not_begun);
    if (report.exit_code == 0) found.version = first_version(report.merged);
    found.state = found.version.empty() ? Toolchain::State::Missing : Toolchain::State::Present;
    if (found.state == Toolchain::State::Missing) {
        spdlog::warn("{} is not available: {} tells no version (Debian package {})", language.name,
                     language.version_argv.front(), language.package);
    }
    return found;
}

Toolchain judge_failure(const Language& language, const pool::Error& error) {
    Toolchain found;
    if (error.code == std::errc::operation_canceled) return found;
    spdlog::warn("{}: its version stays unknown: {}", language.name, error.text());
    return found;
}

}  // namespace

boost::asio::awaitable<Toolchain> probe_toolchain(const Language* language, StepRunner* runner,
                                                  pool::StepLimits limits,
                                                  std::shared_ptr<Canceller> canceller) {
    pool::StepSpec spec;
    spec.argv = language->version_argv;
    spec.env = step_environment(*language);
    spec.purpose = pool::Purpose::Equipment;
    spec.limits = limits;
    spec.limits.wall = std::min(limits.wall, kProbeTime);
    const Clock::time_point end_before = Clock::now() + kWait + spec.limits.wall;
    auto report = co_await runner->run(std::move(spec), end_before, std::move(canceller));
    if (!report) co_return judge_failure(*language, report.error());
    co_return judge_answer(*language, report.value());
}

}  // namespace kiln::engine
