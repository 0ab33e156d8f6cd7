#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "pool/base/result.h"

namespace kiln::engine {

// The placeholders in a language's argv, {source} and the like (language.h lists them).

// Where an argv is used decides what it may hold: {args} only a run's, a version's nothing.
enum class ArgvUse { Version, Compile, Run };

// Whether every word can be expanded. The Error's step says what is wrong with which word. A
// brace that begins no placeholder is an error, so that a misspelt one is found at loading.
[[nodiscard]] pool::Result<void> check_argv(std::span<const std::string> argv, ArgvUse use);

// Whether some word holds `placeholder` ("{program}").
[[nodiscard]] bool argv_holds(std::span<const std::string> argv, std::string_view placeholder);

// What the placeholders stand for in one step.
struct ArgvValues {
    std::string source;                // the main source's name
    std::vector<std::string> sources;  // it and the further ones that are compiled with it
    std::vector<std::string> args;     // the job's
    std::string program;               // the first artifact, "" where there is none
    std::uint64_t memory_mb = 0;
    std::uint64_t stack_mb = 0;
};

// `argv` with everything put in. Values are taken as they are: a placeholder inside one stays
// text. A name in {sources} that begins with '-' or '@' gets "./" before it, or a compiler would
// take it for an option, or a file of options. Expects an argv that check_argv accepted.
[[nodiscard]] std::vector<std::string> expand_argv(std::span<const std::string> argv,
                                                   const ArgvValues& values);

}  // namespace kiln::engine
