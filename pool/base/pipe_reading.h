#pragma once

#include <cstddef>
#include <span>

#include "pool/base/result.h"

namespace kiln::pool {

// Reads what is in a pipe now, at most a buffer full; 0: it has ended. EAGAIN in Error::code: nothing
// is there. Never blocks, whatever flags the descriptor has: they belong to the open file, which
// whoever sent us the descriptor may share, and clear O_NONBLOCK as often as he likes.
[[nodiscard]] Result<std::size_t> read_pipe_now(int pipe, std::span<char> buffer);

}  // namespace kiln::pool
