#pragma once

#include <string>
#include <string_view>

#include "pool/base/result.h"

namespace kiln::pool {

// `text` as a gzip file (RFC 1952), by zlib, fast rather than small.
[[nodiscard]] Result<std::string> gzip(std::string_view text);

}  // namespace kiln::pool
