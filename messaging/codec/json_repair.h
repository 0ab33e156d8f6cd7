#pragma once

#include <string>
#include <string_view>

namespace kiln::messaging {

// JSON text with two flaws mended that lenient clients send and a strict parser refuses: bytes
// that are not UTF-8 become U+FFFD, and an escape of half a surrogate pair becomes \ufffd.
// Everything else, broken or not, stays as it is.
[[nodiscard]] std::string repair_json(std::string_view text);

}  // namespace kiln::messaging
