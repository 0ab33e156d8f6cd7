#include "messaging/codec/utf8_text.h"

#include <array>
#include <cstdint>

#include "pool/base/json_text.h"

namespace kiln::messaging {

namespace {

constexpr std::string_view kReplacement = "\xef\xbf\xbd";  // U+FFFD
constexpr std::string_view kHex = "0123456789abcdef";

// How many characters an ASCII byte takes inside a JSON string.
constexpr std::array<std::uint8_t, 128> make_widths() {
    std::array<std::uint8_t, 128> widths{};
    for (std::size_t i = 0; i < widths.size(); ++i) widths[i] = i < 0x20 ? 6 : 1;
    for (const char c : {'"', '\\', '\b', '\f', '\n', '\r', '\t'})
        widths[static_cast<std::size_t>(c)] = 2;
    return widths;
}

constexpr auto kWidths = make_widths();

// The letter after the backslash of a two-character escape.
char escape_letter(char c) {
    switch (c) {
        case '\b':
            return 'b';
        case '\f':
            return 'f';
        case '\n':
            return 'n';
        case '\r':
            return 'r';
        case '\t':
            return 't';
        default:
            return c;  // the quote and the backslash stand for themselves
    }
}

// What stands at the start of some text: how many bytes it is, and how many once written.
struct Unit {
    std::size_t length;
    std::size_t width;
    bool valid;
};

Unit first_unit(std::string_view text) {
    const auto c = static_cast<unsigned char>(text[0]);
    if (c < 0x80) return {1, kWidths[c], true};
    const std::size_t length = pool::utf8_length(text);
    return length == 0 ? Unit{1, kReplacement.size(), false} : Unit{length, length, true};
}

void append_unit(std::string& json, std::string_view text, Unit unit) {
    const char c = text[0];
    if (!unit.valid) {
        json += kReplacement;
    } else if (unit.width == unit.length) {
        json += text.substr(0, unit.length);
    } else if (unit.width == 2) {
        json += {'\\', escape_letter(c)};
    } else {
        const auto code = static_cast<unsigned char>(c);
        json += {'\\', 'u', '0', '0', kHex[code >> 4], kHex[code & 0xf]};
    }
}

}  // namespace

bool is_utf8(std::string_view bytes) {
    while (!bytes.empty()) {
        const Unit unit = first_unit(bytes);
        if (!unit.valid) return false;
        bytes.remove_prefix(unit.length);
    }
    return true;
}

std::string repair_utf8(std::string_view bytes) {
    std::string text;
    text.reserve(bytes.size());
    while (!bytes.empty()) {
        const Unit unit = first_unit(bytes);
        text += unit.valid ? bytes.substr(0, unit.length) : kReplacement;
        bytes.remove_prefix(unit.length);
    }
    return text;
}

void append_json_string(std::string& json, std::string_view bytes) {
    json += '"';
    while (!bytes.empty()) {
        const Unit unit = first_unit(bytes);
        append_unit(json, bytes, unit);
        bytes.remove_prefix(unit.length);
    }
    json += '"';
}

std::size_t json_string_size(std::string_view bytes) {
    std::size_t size = 0;
    while (!bytes.empty()) {
        const Unit unit = first_unit(bytes);
        size += unit.width;
        bytes.remove_prefix(unit.length);
    }
    return size;
}

std::size_t json_prefix(std::string_view bytes, std::size_t room) {
    std::size_t taken = 0;
    while (taken < bytes.size()) {
        const Unit unit = first_unit(bytes.substr(taken));
        if (unit.width > room) break;
        room -= unit.width;
        taken += unit.length;
    }
    return taken;
}

}  // namespace kiln::messaging
