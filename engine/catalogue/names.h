#pragma once

#include <string_view>

#include "pool/base/result.h"

namespace kiln::engine {

// What names may look like, in the catalogue and in jobs. An Error's step says what is wrong,
// without the name's own place ("files[2].name"), which the caller knows.

// A language's: lower case letters, digits, '+', '-', '_' and single dots; at most 32.
[[nodiscard]] pool::Result<void> check_language_name(std::string_view name);

// A file's without any folder: "main.py".
[[nodiscard]] pool::Result<void> check_plain_file_name(std::string_view name);

// A file's in a working directory: relative, '/' between parts, none of them empty, "." or "..",
// each at most 255 bytes, the whole at most 1024, no NUL. Any other byte is allowed.
[[nodiscard]] pool::Result<void> check_file_name(std::string_view name);

// An environment variable's: [A-Za-z_][A-Za-z0-9_]*.
[[nodiscard]] bool is_env_name(std::string_view name);

}  // namespace kiln::engine
