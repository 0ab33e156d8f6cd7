#include "messaging/codec/json_repair.h"

#include <charconv>
#include <cstddef>
#include <cstdint>
#include <optional>

#include "messaging/codec/utf8_text.h"

namespace kiln::messaging {

namespace {

constexpr std::size_t kEscapeSize = 6;  // \uXXXX

std::optional<std::uint16_t> unicode_escape(std::string_view text, std::size_t at) {
    if (at + kEscapeSize > text.size() || !text.substr(at).starts_with("\\u")) return std::nullopt;
    const std::string_view escape = text.substr(at, kEscapeSize);
    std::uint16_t unit = 0;
    const char* const end = escape.data() + kEscapeSize;
    const auto parsed = std::from_chars(escape.data() + 2, end, unit, 16);
    return parsed.ptr == end ? std::optional(unit) : std::nullopt;
}

bool is_high(std::uint16_t unit) {
    return unit >= 0xd800 && unit <= 0xdbff;
}
bool is_low(std::uint16_t unit) {
    return unit >= 0xdc00 && unit <= 0xdfff;
}

}  // namespace

std::string repair_json(std::string_view text) {
    std::string json = repair_utf8(text);
    for (std::size_t at = json.find('\\'); at != json.npos; at = json.find('\\', at)) {
        const auto unit = unicode_escape(json, at);
        const auto next = unicode_escape(json, at + kEscapeSize);
        if (!unit) {
            at += 2;
        } else if (is_high(*unit) && next && is_low(*next)) {
            at += 2 * kEscapeSize;
        } else {
            if (is_high(*unit) || is_low(*unit)) json.replace(at + 2, 4, "fffd");
            at += kEscapeSize;
        }
        if (at >= json.size()) break;
    }
    return json;
}

}  // namespace kiln::messaging
