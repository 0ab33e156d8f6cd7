#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "pool/isolation.h"

namespace kiln::engine {

// What became of a job. Everything up to ProcessLimit speaks of the user's program and is
// computed from counters and kernel events; the rest speaks of us or of the request.
enum class Verdict {
    Ok,            // exit status 0
    CompileError,  // the compiler ended with another status or a signal, or left no program
    RuntimeError,  // another exit status
    Signalled,     // ended by a signal of its own making
    TimeLimit,     // reason cpu, wall or deadline; compile_cpu, ... where it was the compiler
    MemoryLimit,   // here and below: reason compile where it was the compiler, else ""
    OutputLimit,
    ProcessLimit,
    InternalError,  // ours; never blamed on the user, never cached
    Rejected,       // the request asks for what cannot be had; `message` says what
    Busy,           // the queue was full, or the engine is stopping
    Expired,        // its deadline passed before it had a fair chance to run
    Cancelled,
};
inline constexpr std::size_t kVerdicts = static_cast<std::size_t>(Verdict::Cancelled) + 1;

// "ok", "compile_error", ...: the words of the wire and of logs.
[[nodiscard]] std::string_view verdict_word(Verdict verdict);

// One step as the client sees it. Streams are raw bytes.
struct StepOutcome {
    std::string out;
    std::string err;
    std::string merged;  // both in order of arrival
    bool output_truncated = false;
    std::optional<int> exit_code;
    std::optional<int> signal;
    std::chrono::microseconds wall{0};
    std::optional<std::chrono::microseconds> cpu;
    std::optional<std::uint64_t> memory_peak_kb;
    bool cut = false;  // we ended it: time, output, cancellation
    std::string container;
};

struct Outcome {
    Verdict verdict = Verdict::InternalError;
    std::string reason;    // refines the verdict, see verdict.h: "cpu", "SIGSEGV", ... or ""
    std::string message;   // one line for the client: always with Rejected, Busy, Expired,
                           // InternalError and Cancelled, and where a compiler left no program
    std::string language;  // canonical name, "" where the language is unknown
    std::string version;   // of the toolchain, "" where not known
    std::optional<StepOutcome> compile;  // absent: nothing to compile, or it was not begun
    std::optional<StepOutcome> run;      // absent: it was not begun
    bool warm = false;  // a step went on in a warm runtime, or began with a learnt preamble
    bool cached = false;
    std::chrono::microseconds queued{0};  // from arrival until the first step began, or the end
    pool::Isolation isolation;
};

}  // namespace kiln::engine
