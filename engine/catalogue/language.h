#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace kiln::engine {

// Which of a job's further files count as sources: those beside the main one, or in folders too.
enum class SourceScope { Folder, Tree };

// What of a language is warm: its run steps, in a runtime that forks or waits (pool::RuntimeSpec), or
// its compile steps, in compilers that have read headers (engine/warm).
enum class WarmMode { None, Forks, Waits, Compiles };

// One entry of the catalogue, as its data file says (worker-image/languages/NAME.lang; the
// format is described in that folder's README). Plain data, never changed after loading.
//
// argv words may hold {source}, {sources}, {args}, {program}, {memory_mb}, {stack_mb}; a word
// that is exactly {sources} or {args} becomes as many words as there are.
struct Language {
    std::string name;                          // canonical, lower case
    std::vector<std::string> aliases;          // lower case, without the name; may hold blanks
    std::string source_file;                   // what the main source is called, "main.py"
    std::vector<std::string> source_suffixes;  // which further files {sources} takes, ".cpp"
    SourceScope source_scope = SourceScope::Tree;
    std::vector<std::string> version_argv;  // prints the version; its first number is taken
    std::vector<std::string> compile_argv;  // empty: nothing to compile
    // What anybody would type where compile_argv is a helper of ours: for comparing with, never run
    // in a cell. Empty: compile_argv.
    std::vector<std::string> plain_compile_argv;
    std::vector<std::string> run_argv;
    std::vector<std::string> artifacts;  // what compile leaves for run; the first is {program}
    std::vector<std::string> env;        // "NAME=value", beside the common ones
    // Where programs are to hold no output back, the run step's, beside those.
    std::vector<std::string> unbuffered_env;
    std::string package;  // Debian's, for "not installed" messages

    // The warm runtime its run step may go on in (worker-image/gate); None: it starts cold.
    WarmMode warm_mode = WarmMode::None;
    bool warm_or_waits = false;          // Forks, and where that cannot be Waits
    std::vector<std::string> warm_argv;  // how run_argv begins; what the runtime is started with
    std::vector<std::string>
        warm_start;  // this instead, outside the job's folder; empty: warm_argv
    std::vector<std::string> warm_headers;  // of compilers: a preamble each, commas between headers
    std::vector<std::string> warm_env;      // for its start only, beside the common ones and env

    // Multiply the default limits, in percent: a heavy compiler, a runtime that reserves much.
    // What a request asks for by number is never multiplied.
    std::uint32_t compile_memory_percent = 100;
    std::uint32_t memory_percent = 100;  // the run's
    std::uint32_t time_percent = 100;    // the run's, wall and CPU

    [[nodiscard]] const std::vector<std::string>& plain_compile() const {
        return plain_compile_argv.empty() ? compile_argv : plain_compile_argv;
    }
    bool unbuffered = false;  // they are to: an operator's choice (Catalogue::unbuffer)

    [[nodiscard]] bool compiled() const { return !compile_argv.empty(); }
};

}  // namespace kiln::engine
