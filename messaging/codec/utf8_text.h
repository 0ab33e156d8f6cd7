#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace kiln::messaging {

// Bytes from outside as text, and text as the inside of a JSON string.

[[nodiscard]] bool is_utf8(std::string_view bytes);

// Each byte that is not part of valid UTF-8 becomes U+FFFD; all others stay as they are.
[[nodiscard]] std::string repair_utf8(std::string_view bytes);

// Appends `bytes` as a JSON string, quotes included: escaped only where JSON demands it, and
// repaired as above, so it decodes to exactly the bytes wherever those are valid UTF-8.
void append_json_string(std::string& json, std::string_view bytes);

// What append_json_string appends for `bytes`, without the two quotes.
[[nodiscard]] std::size_t json_string_size(std::string_view bytes);

// How many leading bytes can be written in `room` characters of JSON, never ending inside a
// valid multi-byte character.
[[nodiscard]] std::size_t json_prefix(std::string_view bytes, std::size_t room);

}  // namespace kiln::messaging
