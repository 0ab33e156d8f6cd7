#include "engine/admission.h"

#include <memory>
#include <string>
#include <utility>

#include "engine/catalogue/catalogue.h"
#include "engine/job_rules.h"
#include "engine/toolchain_version.h"

namespace kiln::engine {
namespace {

constexpr std::size_t kLongestShown = 256;  // of a client's word in our sentence

pool::Result<void> check_toolchain(const std::string& asked, const Language& language,
                                   const Toolchain& toolchain) {
    if (toolchain.state == Toolchain::State::Missing) {
        return pool::plain_error(not_installed(language));
    }
    if (version_matches(asked, toolchain.version)) return pool::success();
    const std::string present = toolchain.version.empty() ? "which version it has is not known"
                                                          : "it has " + toolchain.version;
    return pool::plain_error(language.name + " " + asked.substr(0, kLongestShown) +
                             " is not on this worker, " + present);
}

}  // namespace

std::string not_installed(const Language& language) {
    return language.name + " is not installed on this worker (Debian package " + language.package +
           ")";
}

pool::Result<JobTask> admit(Job job, const Language& language, const Toolchain& toolchain,
                            const LimitPolicy& policy) {
    BOOST_OUTCOME_TRY(check_toolchain(job.version, language, toolchain));
    BOOST_OUTCOME_TRY(check_job(job, language));
    JobTask task;
    BOOST_OUTCOME_TRY(task.run_limits, step_limits(job.limits, run_defaults(policy, language),
                                                   policy.most, "limits"));
    BOOST_OUTCOME_TRY(task.compile_limits,
                      step_limits(job.compile_limits, compile_defaults(policy, language),
                                  policy.most, "compile_limits"));
    task.job = std::move(job);
    task.language = &language;
    task.version = toolchain.version;
    task.canceller = std::make_shared<Canceller>();
    return task;
}

std::string unsupported_language(std::string_view asked) {
    return "unsupported language: " + fold_case(asked.substr(0, kLongestShown));
}

}  // namespace kiln::engine
