#pragma once

#include <chrono>
#include <string>
#include <string_view>

#include "engine/outcome.h"
#include "pool/step.h"

namespace kiln::engine {

// From what the pool reports of a step to the verdict on the job. Pure: no clock, no state.
//
// Counters decide wherever one exists, never which of our timers fired first. In this order:
//
//   cut by a cancellation                      Cancelled
//   was not begun (pool::NotBegun)             what it asked too much of: Rejected, MemoryLimit,
//                                              ProcessLimit; CompileError "no_program" where what
//                                              a compiler left cannot be executed
//   wrote more than allowed                    OutputLimit, also if it ended by itself
//   a kill for memory was counted              MemoryLimit, whoever the victim was
//   cut at its wall time while starved         MemoryLimit: the kernel took its code, not its life
//   a fork was refused, and not exit status 0  ProcessLimit: a fork bomb also burns CPU and time
//   CPU counter at its limit                   TimeLimit "cpu", also if seen only at exit
//   cut at the end of the wall time            TimeLimit "wall", "deadline", or Expired
//   ended by a signal                          Signalled, reason its name ("SIGSEGV")
//   exit status, not 0 / 0                     RuntimeError / Ok
//   none of these                              InternalError
//
// A compiler's step: what would be Signalled (reason kept) or RuntimeError is CompileError;
// TimeLimit's reasons become "compile_cpu", "compile_wall", "compile_deadline"; the other
// limits' reason is "compile". An artifact that is missing after status 0 is CompileError,
// reason "no_program".

// How a step's wall budget came about; what tells "wall", "deadline" and Expired apart.
struct WallBudget {
    // What ends the step first: its own wall limit, or the moment the job's time is over.
    enum class Bound { Limit, Deadline };
    Bound bound = Bound::Limit;
    std::chrono::microseconds own{0};       // the step's own wall limit
    std::chrono::microseconds job_time{0};  // from the job's arrival until its time is over
    std::chrono::microseconds queued{0};    // of that, spent waiting rather than running
};

struct Judgement {
    Verdict verdict = Verdict::InternalError;
    std::string reason;
    std::string message;  // where the client needs a sentence, see Outcome::message
};

[[nodiscard]] Judgement judge_run(const pool::StepReport& report, const pool::StepLimits& limits,
                                  const WallBudget& budget);
// Ok: there is a program to run. `wanted_artifacts` is how many were asked for.
[[nodiscard]] Judgement judge_compile(const pool::StepReport& report,
                                      const pool::StepLimits& limits, const WallBudget& budget,
                                      std::size_t wanted_artifacts);

// A run step that found no time left before it began, after a compile step: TimeLimit
// "deadline", or Expired where queueing is to blame.
[[nodiscard]] Judgement judge_no_time_left(const WallBudget& budget);

// Whether queueing left the job less than half of the step's wall limit (or of all the job's
// time, where that is shorter).
[[nodiscard]] bool queueing_is_to_blame(const WallBudget& budget);

// "SIGSEGV"; "signal 40" for one without a name.
[[nodiscard]] std::string signal_name(int number);

}  // namespace kiln::engine
