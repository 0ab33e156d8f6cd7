#include "messaging/codec/utf8_text.h"

#include <array>
#include <bit>
#include <cstdint>
#include <cstring>

#include "pool/base/json_text.h"

namespace kiln::messaging {

namespace {

constexpr std::string_view kReplacement = "\xef\xbf\xbd";  // U+FFFD
constexpr std::string_view kHex = "0123456789abcdef";
constexpr std::size_t kWidest = 6;  // a control character as \u00XX

// How many characters an ASCII byte takes inside a JSON string; 0 for all other bytes.
constexpr std::array<std::uint8_t, 256> make_widths() {
    std::array<std::uint8_t, 256> widths{};
    for (std::size_t i = 0; i < 0x80; ++i) widths[i] = i < 0x20 ? kWidest : 1;
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

constexpr std::uint64_t kOnes = 0x0101010101010101;
constexpr std::uint64_t kHighs = 0x8080808080808080;

constexpr std::uint64_t zero_bytes(std::uint64_t word) {
    return (word - kOnes) & ~word & kHighs;
}

// How many of the first bytes are ASCII characters that JSON takes as they are. Most text is, so
// eight are looked at together: the high bit of a byte is set in `special` where one is not.
std::size_t plain_run(std::string_view text) {
    std::size_t at = 0;
    for (; at + sizeof(std::uint64_t) <= text.size(); at += sizeof(std::uint64_t)) {
        std::uint64_t word = 0;
        std::memcpy(&word, text.data() + at, sizeof word);
        const std::uint64_t control = (word - kOnes * 0x20) & ~word & kHighs;
        const std::uint64_t special = (word & kHighs) | control | zero_bytes(word ^ kOnes * '"') |
                                      zero_bytes(word ^ kOnes * '\\');
        if (special != 0) return at + static_cast<std::size_t>(std::countr_zero(special)) / 8;
    }
    while (at < text.size() && kWidths[static_cast<unsigned char>(text[at])] == 1) ++at;
    return at;
}

// What stands at the start of some text: how many bytes it is, and how many once written.
struct Unit {
    std::size_t length;
    std::size_t width;
    bool valid;
};

Unit first_unit(std::string_view text) {
    const std::size_t width = kWidths[static_cast<unsigned char>(text[0])];
    if (width != 0) return {1, width, true};
    // Most bytes that are no ASCII begin no character either.
    const auto lead = static_cast<unsigned char>(text[0]);
    const std::size_t length = lead < 0xc2 || lead > 0xf4 ? 0 : pool::utf8_length(text);
    return length == 0 ? Unit{1, kReplacement.size(), false} : Unit{length, length, true};
}

// Writes one unit to `out`, which has room for kWidest; the end of it.
char* put_unit(char* out, std::string_view text, Unit unit) {
    const char c = text[0];
    if (!unit.valid) {
        std::memcpy(out, kReplacement.data(), kReplacement.size());
    } else if (unit.width == unit.length) {
        std::memcpy(out, text.data(), unit.length);
    } else if (unit.width == 2) {
        out[0] = '\\';
        out[1] = escape_letter(c);
    } else {
        const auto code = static_cast<unsigned char>(c);
        std::memcpy(out, "\\u00", 4);
        out[4] = kHex[code >> 4];
        out[5] = kHex[code & 0xf];
    }
    return out + unit.width;
}

}  // namespace

bool is_utf8(std::string_view bytes) {
    while (!bytes.empty()) {
        const std::size_t plain = plain_run(bytes);
        bytes.remove_prefix(plain);
        if (bytes.empty()) break;
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
        const std::size_t plain = plain_run(bytes);
        text += bytes.substr(0, plain);
        bytes.remove_prefix(plain);
        if (bytes.empty()) break;
        const Unit unit = first_unit(bytes);
        text += unit.valid ? bytes.substr(0, unit.length) : kReplacement;
        bytes.remove_prefix(unit.length);
    }
    return text;
}

void append_json_string(std::string& json, std::string_view bytes) {
    // What is not plain gathers here, so that a long row of it is appended in pieces.
    std::array<char, 4096> buffer;
    json += '"';
    while (!bytes.empty()) {
        const std::size_t plain = plain_run(bytes);
        json += bytes.substr(0, plain);
        bytes.remove_prefix(plain);
        char* out = buffer.data();
        const char* const last = buffer.data() + buffer.size() - kWidest;
        while (!bytes.empty() && out <= last) {
            const Unit unit = first_unit(bytes);
            if (unit.width == 1) break;
            out = put_unit(out, bytes, unit);
            bytes.remove_prefix(unit.length);
        }
        json.append(buffer.data(), static_cast<std::size_t>(out - buffer.data()));
    }
    json += '"';
}

JsonPart json_part(std::string_view bytes, std::size_t room) {
    JsonPart part;
    while (part.bytes < bytes.size()) {
        const std::size_t plain = plain_run(bytes.substr(part.bytes, room - part.width));
        part.bytes += plain;
        part.width += plain;
        while (part.bytes < bytes.size()) {
            const Unit unit = first_unit(bytes.substr(part.bytes));
            if (part.width + unit.width > room) return part;
            if (unit.width == 1) break;
            part.bytes += unit.length;
            part.width += unit.width;
        }
    }
    return part;
}

}  // namespace kiln::messaging
