#include "engine/catalogue/check_language.h"

#include <algorithm>
#include <string>

#include "engine/catalogue/argv_template.h"
#include "engine/catalogue/language_lines.h"
#include "engine/job_rules.h"
#include "engine/warm/runtime_start.h"
#include "pool/protocol/cell_protocol.h"
#include "pool/protocol/gate_environment.h"
#include "pool/protocol/preamble.h"
#include "pool/runtime_words.h"

namespace kiln::engine {
namespace {

using pool::plain_error;
using Found = std::optional<Misfit>;
using Words = std::vector<std::string>;

// With what a job may add, far below what a step's message carries.
constexpr std::size_t kMostWords = 256;
constexpr std::size_t kMostVariables = 64;
constexpr std::size_t kMostArtifacts = 16;
constexpr std::size_t kOwnFiles = 4;  // the main source, and what a learnt preamble brings
static_assert(kMostWords + kMostArgs + kMostFiles + 1 <= KILN_MAX_ARGS);
static_assert(kMostVariables + kMostEnv + 8 <= KILN_MAX_ARGS);
static_assert(kMostArtifacts <= KILN_MAX_FILE_FDS);
static_assert(kMostArtifacts + kMostFiles + kOwnFiles <= KILN_MAX_FILES);

Found too_many(std::string_view key, std::size_t count, std::size_t most) {
    if (count <= most) return std::nullopt;
    return Misfit{key, plain_error(std::string(key) + " has " + std::to_string(count) + " words",
                                   "at most " + std::to_string(most))};
}

Found check_pairs(const Language& language) {
    const bool compiles = language.warm_mode == WarmMode::Compiles;
    if ((language.warm_mode != WarmMode::None && !compiles) != !language.warm_argv.empty())
        return Misfit{"", plain_error("warm and warm_argv go together", "give both or neither")};
    if (!language.warm_start.empty() && language.warm_argv.empty())
        return Misfit{
            "", plain_error("warm_start without warm_argv", "it is started in place of that")};
    if (compiles != !language.warm_headers.empty() || (compiles && !language.compiled()))
        return Misfit{"", plain_error("warm = compiles, warm_headers and compile_argv go together",
                                      "give all of them or neither of the first two")};
    if (language.compiled() != !language.artifacts.empty())
        return Misfit{
            "", plain_error("compile_argv and artifacts go together", "give both or neither")};
    return std::nullopt;
}

Found check_names(const Language& language) {
    if (std::ranges::count(language.aliases, language.name) > 0)
        return Misfit{"aliases",
                      plain_error("the name is also an alias", "remove it from aliases")};
    if (std::ranges::count(language.artifacts, language.source_file) > 0)
        return Misfit{"artifacts",
                      plain_error("the source file is also an artifact", "rename one")};
    if (!language.compiled() && argv_holds(language.run_argv, "{program}"))
        return Misfit{"run_argv", plain_error("run_argv holds {program}, but nothing is compiled",
                                              "give compile_argv and artifacts, or use {source}")};
    if (language.compiled() && argv_holds(language.run_argv, "{source"))
        return Misfit{"run_argv",
                      plain_error("run_argv holds a source, but a compiled program runs without it",
                                  "use {program}, or list what is needed in artifacts")};
    return std::nullopt;
}

Found check_command(std::string_view key, const Words& argv) {
    if (auto found = too_many(key, argv.size(), kMostWords)) return found;
    for (const char* many : {"{sources}", "{args}"}) {
        if (std::ranges::count(argv, many) > 1)
            return Misfit{key, plain_error(std::string(key) + " holds " + many + " twice",
                                           "once is all of them")};
    }
    return std::nullopt;
}

Found check_sizes(const Language& language) {
    if (auto found = check_command("version_argv", language.version_argv)) return found;
    if (auto found = check_command("compile_argv", language.compile_argv)) return found;
    if (auto found = check_command("run_argv", language.run_argv)) return found;
    if (auto found = too_many("env", language.env.size(), kMostVariables)) return found;
    return too_many("artifacts", language.artifacts.size(), kMostArtifacts);
}

Found check_headers(const Language& language) {
    if (auto found = too_many("warm_headers", language.warm_headers.size(), KILN_MAX_RUNTIMES))
        return found;
    if (!language.warm_headers.empty() && language.source_file.size() >= KILN_GATE_SOURCE_SIZE)
        return Misfit{
            "source_file",
            plain_error("source_file is too long for a warm compiler",
                        "at most " + std::to_string(KILN_GATE_SOURCE_SIZE - 1) + " bytes")};
    for (const std::string& headers : language.warm_headers) {
        if (headers.size() >= KILN_GATE_HEADERS_SIZE ||
            std::ranges::count(headers, ',') >= KILN_MAX_HEADERS)
            return Misfit{
                "warm_headers",
                plain_error(quoted_for_message(headers) + " is too long",
                            "at most " + std::to_string(KILN_MAX_HEADERS) + " headers, and " +
                                std::to_string(KILN_GATE_HEADERS_SIZE - 1) + " bytes")};
        if (std::ranges::count(language.warm_headers, headers) > 1)
            return Misfit{
                "warm_headers",
                plain_error(quoted_for_message(headers) + " is there twice", "remove one")};
    }
    return std::nullopt;
}

Found check_runtime(const Language& language) {
    if (language.warm_argv.empty()) return std::nullopt;
    const auto fits =
        pool::check_runtime_words(runtime_directory(language), runtime_start(language));
    if (fits) return std::nullopt;
    return Misfit{language.warm_start.empty() ? "warm_argv" : "warm_start", fits.error()};
}

}  // namespace

std::optional<Misfit> misfit_of(const Language& language) {
    for (const auto check : {check_pairs, check_names, check_sizes, check_headers, check_runtime}) {
        if (auto found = check(language)) return found;
    }
    return std::nullopt;
}

}  // namespace kiln::engine
