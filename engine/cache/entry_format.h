#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "engine/cache/compile_result.h"
#include "pool/base/result.h"

namespace kiln::engine {

// One compiled program with its key as the bytes of a file: a magic number with the format's
// version, a checksum of all that follows, then length-prefixed fields. The checksum finds torn
// writes and a tired disk; it keeps nobody out, which is what the files' owner and mode are for.
// Numbers are in the host's byte order: a cache does not travel.

// Only of a result with exit status 0. Fails where an artefact cannot be read.
[[nodiscard]] pool::Result<std::string> encode_entry(const std::string& key,
                                                     const CompileResult& result);

// The result in `bytes`, its artefacts in fresh sealed memfds; nothing where it is another
// key's. An Error with code EBADMSG: these are not bytes that encode_entry wrote. Any other
// Error is about memory.
[[nodiscard]] pool::Result<std::optional<CompileResult>> decode_entry(std::string_view bytes,
                                                                      std::string_view key);

}  // namespace kiln::engine
