#pragma once

#include <cstdint>
#include <stop_token>
#include <string_view>

#include "pool/base/result.h"
#include "pool/base/unique_fd.h"

namespace kiln::pool {

// Files that live in memory and belong to the engine (memfd_create(2)). Their pages are charged
// to whoever writes them first, so what a job may read is written here, by us, and sealed.

// A sealed memfd holding `bytes`: nobody can write, grow or shrink it any more, also not by
// reopening /proc/self/fd. The offset is 0. `name` shows in /proc/PID/fd only.
[[nodiscard]] Result<UniqueFd> sealed_memfd(const char* name, std::string_view bytes);

// The same, opened for reading only, as a program has a file of its user's on standard input. It can be
// mapped shared, which before Linux 6.7 is refused of a sealed one that is open for writing.
[[nodiscard]] Result<UniqueFd> read_only_memfd(const char* name, std::string_view bytes);

// An empty one that whoever has it may write.
[[nodiscard]] Result<UniqueFd> open_memfd(const char* name);

// The same from another descriptor. Refuses with a named error anything that is not a regular
// file, or is larger than `most`: `source` may come from a hostile process. Reads from offset 0.
// Blocks for as long as that takes, up to 25 ms a MB where memory is hard to get; ECANCELED within a
// MB of a request to stop.
[[nodiscard]] Result<UniqueFd> sealed_copy(const char* name, int source, std::uint64_t most,
                                           const std::stop_token& stop = {});

}  // namespace kiln::pool
