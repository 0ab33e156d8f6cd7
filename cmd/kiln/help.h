#pragma once

#include <cstdio>
#include <span>
#include <string_view>

#include "cmd/kiln/flags.h"

namespace kiln::cmd {

// Answers --help (`text`, then the flags) and --version on stdout, if one of them comes before
// the first word that is no flag. True: it did, and the command is done.
inline bool answered_help(std::span<const char* const> args, const char* text,
                          std::span<const Flag> flags) {
    for (const std::string_view arg : args) {
        if (!arg.starts_with("--") || arg == "--") return false;
        if (arg == "--version") {
            std::printf("kiln %s\n", KILN_VERSION);
            return true;
        }
        if (arg == "--help") {
            std::printf("%s", text);
            if (!flags.empty())
                std::printf("\nFlags, their environment variables and defaults:\n%s",
                            describe(flags).c_str());
            return true;
        }
    }
    return false;
}

}  // namespace kiln::cmd
