#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "pool/base/unique_fd.h"
#include "pool/step.h"

namespace kiln::engine {

using pool::Clock;

// The limits a client asked for, one step's; an absent one means the instance's own default.
struct LimitRequest {
    std::optional<std::uint64_t> wall_ms;
    std::optional<std::uint64_t> cpu_ms;
    std::optional<std::uint64_t> memory_mb;
    std::optional<std::uint64_t> stack_mb;
    std::optional<std::uint64_t> processes;
    std::optional<std::uint64_t> output_kb;
};

struct SourceFile {
    std::string name;
    std::string content;  // bytes, any
};

// One accepted request, decoded. Plain data; who sent it and where the answer goes is not here.
struct Job {
    std::string id;                 // for logs and the reply; unique enough, never empty
    std::string language;           // as asked for; the engine folds case and looks up aliases
    std::string version;            // "" is any
    std::string code;               // the main file's content, bytes; may be empty
    std::vector<SourceFile> files;  // further files beside it
    std::string stdin_bytes;
    pool::UniqueFd stdin_fd;  // where valid, used in place of stdin_bytes
    std::vector<std::string> args;
    std::vector<std::pair<std::string, std::string>> env;
    LimitRequest limits;
    LimitRequest compile_limits;

    Clock::time_point arrived;  // when the message came in; queueing counts from here
    // Two deadlines, since not everybody who sends a job waits for it. One that still waits when
    // either is over expires; what runs goes on until the second.
    Clock::time_point answer_by;   // when the answer must be on its way
    Clock::time_point execute_by;  // when the last step must be over
    // Called with the program's output as it comes (not the compiler's); may be empty.
    std::function<void(pool::Stream, std::string_view)> on_output;
};

// Kept free before an answer's deadline, for writing the answer and sending it.
inline constexpr std::chrono::milliseconds kAnswerMargin{50};

// Both deadlines of a job whose client waits for the answer until `answer_by`.
inline void set_deadlines(Job& job, Clock::time_point answer_by) {
    job.answer_by = answer_by;
    job.execute_by = answer_by - kAnswerMargin;
}

}  // namespace kiln::engine
