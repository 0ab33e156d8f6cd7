#pragma once

#include <string_view>

#include "pool/base/unique_fd.h"

namespace kiln::fuzz {

[[nodiscard]] pool::UniqueFd copy_of(const pool::UniqueFd& fd);
// A memfd that holds this and can be written.
[[nodiscard]] pool::UniqueFd memory_file(std::string_view text);

// What somebody may send in place of the descriptor that belongs there, by a letter: devices, files,
// folders, sockets and pipes of every kind. None for other letters.
[[nodiscard]] pool::UniqueFd odd_descriptor(char kind);

}  // namespace kiln::fuzz
