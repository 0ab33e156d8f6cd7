#pragma once

#include <string>

#include "engine/catalogue/catalogue.h"
#include "pool/base/result.h"

namespace kiln::cmd {

struct Source {
    std::string language;
    std::string code;
};

// Whether this stands for the standard input, not for a file.
[[nodiscard]] bool is_standard_input(const std::string& path);

// Reads a source file, or what is_standard_input(), to its end; that needs `asked`. The language is `asked` where that is not empty, else the one whose main
// source has the file's suffix. An Error names the file and what is wrong with it.
[[nodiscard]] pool::Result<Source> read_source(const std::string& path, const std::string& asked,
                                               const engine::Catalogue& catalogue);

}  // namespace kiln::cmd
