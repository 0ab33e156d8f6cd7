#include "messaging/codec/base64.h"

#include <array>
#include <cstdint>

namespace kiln::messaging {

namespace {

constexpr std::string_view kAlphabet =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
constexpr std::uint8_t kNotInAlphabet = 0xff;

constexpr std::array<std::uint8_t, 256> make_sextets() {
    std::array<std::uint8_t, 256> sextets{};
    for (auto& sextet : sextets) sextet = kNotInAlphabet;
    for (std::size_t i = 0; i < kAlphabet.size(); ++i)
        sextets[static_cast<unsigned char>(kAlphabet[i])] = static_cast<std::uint8_t>(i);
    return sextets;
}

constexpr auto kSextets = make_sextets();

bool is_newline(char c) {
    return c == '\n' || c == '\r';
}

std::size_t skip_newlines(std::string_view text, std::size_t at) {
    while (at < text.size() && is_newline(text[at])) ++at;
    return at;
}

pool::Error illegal(std::size_t offset) {
    return pool::plain_error("illegal base64 data at input byte " + std::to_string(offset));
}

char byte_of(std::uint32_t group, int shift) {
    return static_cast<char>(static_cast<unsigned char>((group >> shift) & 0xff));
}

// The characters of a group of four seen so far: 6 bits each, the first one highest.
struct Group {
    std::uint32_t bits = 0;
    std::size_t held = 0;
};

// Reads from the first '=' of the padding, at `at`, to the end of the input, and appends what
// the short group holds.
pool::Result<std::string> end_with_padding(std::string_view text, std::size_t at, Group group,
                                           std::string bytes) {
    std::size_t next = skip_newlines(text, at + 1);
    if (group.held == 2) {
        if (next == text.size()) return illegal(text.size());
        if (text[next] != '=') return illegal(next - 1);
        next = skip_newlines(text, next + 1);
        bytes += byte_of(group.bits, 4);
    } else {
        bytes += {byte_of(group.bits, 10), byte_of(group.bits, 2)};
    }
    if (next < text.size()) return illegal(next);
    return bytes;
}

}  // namespace

pool::Result<std::string> decode_base64(std::string_view text) {
    std::string bytes;
    bytes.reserve(text.size() / 4 * 3 + 3);
    Group group;
    for (std::size_t at = 0; at < text.size(); ++at) {
        const char c = text[at];
        const std::uint8_t sextet = kSextets[static_cast<unsigned char>(c)];
        if (sextet != kNotInAlphabet) {
            group.bits = (group.bits << 6) | sextet;
            if (++group.held < 4) continue;
            bytes += {byte_of(group.bits, 16), byte_of(group.bits, 8), byte_of(group.bits, 0)};
            group = {};
        } else if (!is_newline(c)) {
            if (c != '=' || group.held < 2) return illegal(at);
            return end_with_padding(text, at, group, std::move(bytes));
        }
    }
    if (group.held != 0) return illegal(text.size() - group.held);
    return bytes;
}

std::string encode_base64(std::string_view bytes) {
    std::string text;
    text.reserve((bytes.size() + 2) / 3 * 4);
    for (std::size_t at = 0; at < bytes.size(); at += 3) {
        const std::string_view part = bytes.substr(at, 3);
        std::uint32_t bits = 0;
        for (std::size_t i = 0; i < 3; ++i)
            bits = (bits << 8) | (i < part.size() ? static_cast<unsigned char>(part[i]) : 0u);
        for (std::size_t i = 0; i < 4; ++i)
            text += i <= part.size() ? kAlphabet[(bits >> (18 - 6 * i)) & 0x3f] : '=';
    }
    return text;
}

}  // namespace kiln::messaging
