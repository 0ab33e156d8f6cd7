#pragma once

#include <boost/asio/awaitable.hpp>
#include <memory>
#include <string>

#include "engine/cache/compile_cache.h"
#include "engine/catalogue/language.h"
#include "engine/job.h"
#include "engine/outcome.h"
#include "engine/step_runner.h"
#include "engine/warm/compile_help.h"
#include "pool/step.h"

namespace kiln::engine {

// A job that was accepted: everything decided, nothing begun.
struct JobTask {
    Job job;
    const Language* language = nullptr;  // of the catalogue, outlives the task
    std::string version;                 // of its toolchain, "" where not known
    pool::StepLimits compile_limits;
    pool::StepLimits run_limits;
    std::shared_ptr<Canceller> canceller;
};

// Compiles where there is something to compile and `cache` does not have the result, then runs;
// each step's wall budget is what its limit and the job's execute_by leave. Nothing is run once that
// is over or the canceller has been asked. Completes with the verdict and both steps' results;
// language, version and isolation are the caller's to fill in. Cancelled through task.canceller.
// `runner`, `cache` and `help`, which may be null, must outlive it.
[[nodiscard]] boost::asio::awaitable<Outcome> perform_job(JobTask task, StepRunner* runner,
                                                          CompileCache* cache,
                                                          CompileHelp* help = nullptr);

// The outcome of a job whose time is over at `now` although no step has begun.
[[nodiscard]] Outcome expired_outcome(const Job& job, Clock::time_point now);
// The outcome of a job that is given up before a step has begun: the engine ends, or somebody
// asked for this job.
enum class CancelledBy { End, Id };
[[nodiscard]] Outcome cancelled_outcome(const Job& job, Clock::time_point now, CancelledBy by);

}  // namespace kiln::engine
