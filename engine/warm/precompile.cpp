#include "engine/warm/precompile.h"

#include <fcntl.h>
#include <sys/stat.h>

#include <cerrno>
#include <utility>

#include "engine/catalogue/argv_template.h"
#include "engine/plan.h"
#include "pool/base/memfd.h"

namespace kiln::engine {

using pool::Result;

std::vector<std::string> single_source_command(const Language& language) {
    ArgvValues values;
    values.source = language.source_file;
    values.sources = {language.source_file};
    values.program = language.artifacts.front();
    return expand_argv(language.compile_argv, values);
}

pool::StepSpec compiler_step(const Language& language, const pool::StepLimits& limits,
                             pool::Purpose purpose, std::vector<std::string> argv,
                             std::string text) {
    pool::StepSpec step;
    step.purpose = purpose;
    step.argv = std::move(argv);
    step.env = step_environment(language);
    pool::StepFile file;
    file.name = language.source_file;
    file.content = std::move(text);
    step.files.push_back(std::move(file));
    step.limits = limits;
    return step;
}

// The header is larger than a cell's file systems: it is written to memory of ours, which the cell
// has as its standard input.
pool::StepSpec precompile_step(const Language& language, const pool::StepLimits& limits,
                               pool::Purpose purpose, std::string text) {
    std::vector<std::string> argv;
    for (const std::string& word : single_source_command(language)) {
        if (word == language.source_file || word == "-pipe" || word.starts_with("-l")) continue;
        argv.push_back(word == language.artifacts.front() ? "/proc/self/fd/0" : word);
    }
    const bool is_c = language.source_file.ends_with(".c");
    argv.insert(argv.end(), {"-x", is_c ? "c-header" : "c++-header", language.source_file});
    return compiler_step(language, limits, purpose, std::move(argv), std::move(text));
}

boost::asio::awaitable<Result<PrecompiledHeader>> precompile(Preparations& preparations,
                                                             pool::StepSpec step,
                                                             std::uint64_t most_bytes) {
    step.limits.file_bytes = most_bytes;
    BOOST_OUTCOME_CO_TRY(pool::UniqueFd draft, pool::open_memfd("precompiled-header"));
    step.stdin_fd.reset(::fcntl(draft.get(), F_DUPFD_CLOEXEC, 0));
    if (!step.stdin_fd.valid()) co_return pool::errno_error("hand out a memory file");
    auto report = co_await preparations.run(std::move(step));
    if (!report) co_return report.error();
    BOOST_OUTCOME_CO_TRY(check_ended_well(report.value(), "precompiling the headers"));
    PrecompiledHeader made;
    BOOST_OUTCOME_CO_TRY(made.file,
                         pool::sealed_copy("precompiled-header", draft.get(), most_bytes));
    struct stat about {};
    if (::fstat(made.file.get(), &about) != 0) co_return pool::errno_error("fstat of a header");
    made.size = static_cast<std::uint64_t>(about.st_size);
    made.said = std::move(report.value().err);
    co_return made;
}

Result<void> check_ended_well(const pool::StepReport& report, const char* what) {
    if (report.exit_code == 0 && report.cut == pool::Cut::None) return pool::success();
    if (report.cut == pool::Cut::WallTime) return pool::errno_error(ETIMEDOUT, what);
    // Not in the compiler's words: those are of a user's text, and this goes to the log.
    std::string end = "a limit ended it";
    if (report.term_signal) end = "signal " + std::to_string(*report.term_signal);
    if (report.exit_code) end = "exit status " + std::to_string(*report.exit_code);
    return pool::plain_error(std::string(what) + " failed: " + end);
}

}  // namespace kiln::engine
