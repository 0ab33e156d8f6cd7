#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace kiln::pool {

// Text as it goes into JSON (RFC 8259), for log lines and for replies.

// The length of the UTF-8 sequence at the start of `text`, or 0 where it starts with none: an
// overlong form, a surrogate, a cut sequence or a stray byte (RFC 3629). 0 for empty text.
[[nodiscard]] std::size_t utf8_length(std::string_view text);

// `text` as a JSON string, quotes included. Control characters are escaped; each byte that is
// not part of valid UTF-8 becomes \ufffd, so the result is always valid JSON and valid UTF-8.
[[nodiscard]] std::string json_quoted(std::string_view text);

}  // namespace kiln::pool
