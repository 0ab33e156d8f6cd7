#include "engine/job_task.h"

#include <algorithm>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "engine/admission.h"
#include "engine/plan.h"
#include "engine/verdict.h"

namespace kiln::engine {
namespace {

using boost::asio::awaitable;
using std::chrono::microseconds;

// Less time than this is no time; also the grain of wall limits.
constexpr std::chrono::milliseconds kShortestStep{1};

// When a step was handed to the runner and when it came back.
struct StepTimes {
    Clock::time_point handed_over;
    Clock::time_point back;
};

microseconds since(Clock::time_point start, Clock::time_point now) {
    return std::max(microseconds{0}, std::chrono::duration_cast<microseconds>(now - start));
}

StepOutcome step_outcome(pool::StepReport& report) {
    StepOutcome step;
    step.out = std::move(report.out);
    step.err = std::move(report.err);
    step.merged = std::move(report.merged);
    step.output_truncated = report.output_limit_hit;
    step.exit_code = report.exit_code;
    step.signal = report.term_signal;
    step.wall = report.wall;
    step.cpu = report.cpu;
    if (report.memory_peak_bytes) step.memory_peak_kb = *report.memory_peak_bytes / 1024;
    step.cut = report.cut != pool::Cut::None;
    step.container = std::move(report.container);
    return step;
}

void apply(Judgement judgement, Outcome& outcome) {
    outcome.verdict = judgement.verdict;
    outcome.reason = std::move(judgement.reason);
    outcome.message = std::move(judgement.message);
}

// A job on its way through its steps. Holds what one step leaves for the next.
class JobRun {
  public:
    JobRun(JobTask task, StepRunner* runner, CompileCache* cache, CompileHelp* help)
        : task_(std::move(task)),
          runner_(runner),
          cache_(cache),
          help_(help),
          due_(task_.job.execute_by) {
        outcome_.verdict = Verdict::Ok;  // until something speaks against it
    }

    // Both leave their result in the outcome.
    awaitable<void> compile();
    awaitable<void> run();

    [[nodiscard]] bool needs_compiling() const { return task_.language->compiled(); }
    [[nodiscard]] bool going_on() const { return outcome_.verdict == Verdict::Ok; }
    [[nodiscard]] Outcome take_outcome() { return std::move(outcome_); }

  private:
    // Runs `spec`, or leaves a verdict in outcome_ and returns nothing.
    awaitable<std::optional<pool::StepReport>> take_step(pool::StepSpec spec);
    void take_cached(CompileResult found);
    [[nodiscard]] bool may_begin(Clock::time_point now, microseconds own_wall);
    void cancelled(Clock::time_point now);
    void step_failed(const pool::Error& error, Clock::time_point now);
    [[nodiscard]] bool toolchain_missing(const pool::StepReport& report, std::string_view command);
    [[nodiscard]] WallBudget budget_of(const pool::StepReport& report, microseconds own_wall) const;
    [[nodiscard]] WallBudget budget_at(Clock::time_point now, microseconds own_wall) const;

    JobTask task_;
    StepRunner* runner_;
    CompileCache* cache_;
    CompileHelp* help_;  // may be null
    Clock::time_point due_;
    Outcome outcome_;
    microseconds worked_{0};  // in steps that have ended
    StepTimes last_;
    bool begun_ = false;  // some step was run
    std::vector<pool::Artifact> artifacts_;
};

WallBudget JobRun::budget_at(Clock::time_point now, microseconds own_wall) const {
    WallBudget budget;
    budget.bound = WallBudget::Bound::Deadline;
    budget.own = own_wall;
    budget.job_time = since(task_.job.arrived, due_);
    budget.queued = std::max(microseconds{0}, since(task_.job.arrived, now) - worked_);
    return budget;
}

// The runner shortens a step that had to wait for its container; such a step ends no earlier
// than its time is over, which is how that shows here.
WallBudget JobRun::budget_of(const pool::StepReport& report, microseconds own_wall) const {
    WallBudget budget = budget_at(last_.back, own_wall);
    budget.queued = std::max(microseconds{0}, budget.queued - report.wall);
    if (last_.handed_over + own_wall <= due_ && last_.back + kShortestStep < due_) {
        budget.bound = WallBudget::Bound::Limit;
    }
    return budget;
}

bool JobRun::may_begin(Clock::time_point now, microseconds own_wall) {
    if (task_.canceller->requested) {
        cancelled(now);
        return false;
    }
    if (due_ - now >= kShortestStep) return true;
    if (begun_) {
        apply(judge_no_time_left(budget_at(now, own_wall)), outcome_);
    } else {
        outcome_ = expired_outcome(task_.job, now);
    }
    return false;
}

void JobRun::cancelled(Clock::time_point now) {
    const CancelledBy by = task_.canceller->by_id ? CancelledBy::Id : CancelledBy::End;
    Outcome outcome = cancelled_outcome(task_.job, now, by);
    if (begun_) {
        outcome.queued = outcome_.queued;
        outcome.compile = std::move(outcome_.compile);
    }
    outcome_ = std::move(outcome);
}

// ETIMEDOUT before the time is over is some other wait than that for a container.
void JobRun::step_failed(const pool::Error& error, Clock::time_point now) {
    const bool no_container = error.code == std::errc::timed_out && due_ - now < kShortestStep;
    if (task_.canceller->requested) {
        cancelled(now);
    } else if (no_container && begun_) {
        apply({Verdict::Expired, "",
               "job expired waiting for a container; it was compiled but not run"},
              outcome_);
    } else if (no_container) {
        outcome_ = expired_outcome(task_.job, now);
    } else {
        const std::string step = needs_compiling() && !outcome_.compile ? "compile" : "run";
        apply({Verdict::InternalError, "",
               "internal error in the " + step + " step: " + error.text() + "; send the job again"},
              outcome_);
    }
}

// Its toolchain was not asked for its version, or went since. What a compiler left lies in the
// working directory and is the job's.
bool JobRun::toolchain_missing(const pool::StepReport& report, std::string_view command) {
    const bool missing = report.not_begun &&
                         report.not_begun->why == pool::NotBegun::Why::Command &&
                         command.starts_with('/');
    if (missing) apply({Verdict::Rejected, "", not_installed(*task_.language)}, outcome_);
    return missing;
}

awaitable<std::optional<pool::StepReport>> JobRun::take_step(pool::StepSpec spec) {
    last_.handed_over = Clock::now();
    const std::chrono::milliseconds own_wall = spec.limits.wall;
    if (!may_begin(last_.handed_over, own_wall)) co_return std::nullopt;
    const auto left =
        std::chrono::duration_cast<std::chrono::milliseconds>(due_ - last_.handed_over);
    spec.limits.wall = std::min(own_wall, left);
    const std::string command = spec.argv.front();
    auto report = co_await runner_->run(std::move(spec), due_, task_.canceller);
    last_.back = Clock::now();
    if (!report) {
        step_failed(report.error(), last_.back);
        co_return std::nullopt;
    }
    if (!begun_) {
        outcome_.queued =
            std::max(microseconds{0}, since(task_.job.arrived, last_.back) - report.value().wall);
    }
    begun_ = true;
    if (toolchain_missing(report.value(), command)) co_return std::nullopt;
    co_return std::move(report).value();
}

awaitable<void> JobRun::compile() {
    auto spec = compile_step(task_.job, *task_.language, task_.compile_limits);
    std::string key = cache_->key_of(*task_.language, task_.version, spec);
    if (!key.empty()) {
        auto found = co_await cache_->find(key, due_);
        if (found) {
            take_cached(std::move(*found));
            co_return;
        }
    }
    bool learnt = help_ != nullptr &&
                  co_await help_->help(*task_.language, task_.version, task_.job, spec, due_);
    auto report = co_await take_step(std::move(spec));
    if (report && learnt && !holds_without(*report)) {
        learnt = false;
        worked_ += report->wall;
        report = co_await take_step(compile_step(task_.job, *task_.language, task_.compile_limits));
    }
    if (!report) co_return;
    auto judgement =
        judge_compile(*report, task_.compile_limits, budget_of(*report, task_.compile_limits.wall),
                      task_.language->artifacts.size());
    const bool keep = !key.empty() && repeatable(*report, judgement, runner_->isolation());
    apply(std::move(judgement), outcome_);
    worked_ += report->wall;
    outcome_.warm = report->warm || learnt;
    CompileResult result{step_outcome(*report), std::move(report->artifacts)};
    if (keep) cache_->keep(std::move(key), result);
    artifacts_ = std::move(result.artifacts);
    if (!report->not_begun) outcome_.compile = std::move(result.step);
}

// What is kept ended by itself: its exit status is all there is to judge.
void JobRun::take_cached(CompileResult found) {
    const Clock::time_point now = Clock::now();
    if (!may_begin(now, task_.compile_limits.wall)) return;
    if (found.step.exit_code != 0) outcome_.verdict = Verdict::CompileError;
    outcome_.queued = since(task_.job.arrived, now);
    outcome_.cached = true;
    artifacts_ = std::move(found.artifacts);
    outcome_.compile = std::move(found.step);
}

awaitable<void> JobRun::run() {
    auto spec = run_step(task_.job, *task_.language, task_.run_limits, std::move(artifacts_));
    auto report = co_await take_step(std::move(spec));
    if (!report) co_return;
    apply(judge_run(*report, task_.run_limits, budget_of(*report, task_.run_limits.wall)),
          outcome_);
    outcome_.warm = outcome_.warm || report->warm;
    if (!report->not_begun) outcome_.run = step_outcome(*report);
}

}  // namespace

awaitable<Outcome> perform_job(JobTask task, StepRunner* runner, CompileCache* cache,
                               CompileHelp* help) {
    JobRun job(std::move(task), runner, cache, help);
    if (job.needs_compiling()) co_await job.compile();
    if (job.going_on()) co_await job.run();
    co_return job.take_outcome();
}

Outcome expired_outcome(const Job& job, Clock::time_point now) {
    Outcome outcome;
    outcome.verdict = Verdict::Expired;
    outcome.queued = since(job.arrived, now);
    outcome.message = "job expired after " + std::to_string(outcome.queued.count() / 1000) +
                      " ms in the queue; it was not run";
    return outcome;
}

Outcome cancelled_outcome(const Job& job, Clock::time_point now, CancelledBy by) {
    Outcome outcome;
    outcome.verdict = Verdict::Cancelled;
    outcome.queued = since(job.arrived, now);
    outcome.message = by == CancelledBy::Id
                          ? "the job was cancelled before it ran"
                          : "the job was cancelled: this worker is stopping; send the job again";
    return outcome;
}

}  // namespace kiln::engine
