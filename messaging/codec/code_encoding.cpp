#include "messaging/codec/code_encoding.h"

#include <algorithm>

#include "messaging/codec/base64.h"
#include "messaging/codec/utf8_text.h"

namespace kiln::messaging {

namespace {

bool in_alphabet(char c) {
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '+' ||
           c == '/';
}

bool is_well_formed(std::string_view code) {
    if (code.size() < 8 || code.size() % 4 != 0) return false;
    const auto padding = std::min<std::size_t>(2, code.size() - 1 - code.find_last_not_of('='));
    return std::ranges::all_of(code.substr(0, code.size() - padding), in_alphabet);
}

// Control characters of Unicode (category Cc) other than the four that source text has. The
// second half of them, U+0080 to U+009F, is 0xc2 and a byte below 0xa0.
bool holds_control_character(std::string_view text) {
    bool after_c2 = false;
    for (const char c : text) {
        const auto byte = static_cast<unsigned char>(c);
        if (byte == 0x7f || (byte < 0x20 && c != '\t' && c != '\n' && c != '\f' && c != '\r'))
            return true;
        if (after_c2 && byte < 0xa0) return true;
        after_c2 = byte == 0xc2;
    }
    return false;
}

}  // namespace

bool looks_like_base64_source(std::string_view code) {
    if (!is_well_formed(code)) return false;
    const auto bytes = decode_base64(code);
    return bytes && is_utf8(bytes.value()) && !holds_control_character(bytes.value()) &&
           !std::ranges::all_of(bytes.value(), in_alphabet);
}

pool::Result<std::string> decode_code(const Request& request, DefaultEncoding otherwise) {
    const bool by_default =
        otherwise == DefaultEncoding::Base64 || looks_like_base64_source(request.code);
    const Encoding encoding =
        request.encoding.value_or(by_default ? Encoding::Base64 : Encoding::Text);
    if (encoding == Encoding::Text) return request.code;
    return decode_base64(request.code);
}

}  // namespace kiln::messaging
