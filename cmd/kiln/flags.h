#pragma once

#include <initializer_list>
#include <map>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "pool/base/result.h"

namespace kiln::cmd {

// One thing an operator can set: on the command line as --name VALUE or --name=VALUE, or by
// environment where it has a variable. The command line wins. A flag without value text
// (`unit` empty) is a switch.
//
// Said twice on the command line, the last one counts; of a flag that is Repeat::Joins both do,
// with a comma between them. What is From::Environment is a secret: everybody on the host can read
// a command line, so that it is refused there.
enum class Repeat { LastCounts, Joins };
enum class From { Anywhere, Environment };
struct Flag {
    std::string_view name;         // "max-workers", without the dashes
    std::string_view variable;     // "MAX_WORKERS", or "" for none
    std::string_view unit;         // what stands for the value in the help: "N", "MB", "URL"
    std::string_view fallback;     // the default, as text; "" for none
    std::string_view description;  // one line
    Repeat repeat = Repeat::LastCounts;
    From from = From::Anywhere;
};

// The same flags as one table.
[[nodiscard]] std::vector<Flag> joined(std::initializer_list<std::span<const Flag>> tables);

// What was said, by flag name; fallbacks filled in.
struct Given {
    std::map<std::string, std::string, std::less<>> values;
    std::vector<std::string> words;  // what is no flag

    [[nodiscard]] const std::string& of(std::string_view flag) const;
    [[nodiscard]] bool has(std::string_view flag) const;
};

// Where flags end: After the first word that is none (kiln run FILE ARGS...), or nowhere.
enum class Words { EndFlags, Mixed };

// Reads flags from `args` and the environment. An unknown flag or a missing value is an Error
// that names it. `--` ends the flags in any case. The variables that hold secrets are gone from the
// environment after that (secret_environment.h), whichever flags there are.
[[nodiscard]] pool::Result<Given> parse_flags(std::span<const Flag> flags,
                                              std::span<const char* const> args, Words words);

// The flags as a table for --help.
[[nodiscard]] std::string describe(std::span<const Flag> flags);

}  // namespace kiln::cmd
