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

// The longest beginning of some bytes that can be written in so many characters of JSON, and never
// ends inside a valid multi-byte character. Looks no further than it reaches.
struct JsonPart {
    std::size_t bytes = 0;
    std::size_t width = 0;  // what append_json_string appends for it, without the two quotes
};
[[nodiscard]] JsonPart json_part(std::string_view bytes, std::size_t room);

}  // namespace kiln::messaging
