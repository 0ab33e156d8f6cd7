#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "pool/base/result.h"

namespace kiln::pool {

// Files and directories that may change or vanish while they are looked at: /proc, cgroups, what
// an operator names. The standard library's streams and directory iterators throw when a read
// fails half-way (ESRCH, EISDIR, ENOENT); here every failure is an Error, with the path. Blocking.

// All bytes of a file. Its size need not be known ahead, so files of /proc, pipes and the like do.
[[nodiscard]] Result<std::string> read_file(const std::filesystem::path& path);

// The names in a directory, without "." and "..", in byte order.
[[nodiscard]] Result<std::vector<std::string>> names_in(const std::filesystem::path& directory);

}  // namespace kiln::pool
