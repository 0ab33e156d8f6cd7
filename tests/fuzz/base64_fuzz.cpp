// Any text into the base64 decoder, and any bytes through the encoder and back.
#include <algorithm>
#include <string>

#include "messaging/codec/base64.h"
#include "messaging/codec/code_encoding.h"
#include "tests/fuzz/demand.h"
#include "tests/fuzz/fuzz_input.h"

namespace kiln::messaging {
namespace {

std::string without_newlines(std::string_view text) {
    std::string kept;
    std::ranges::copy_if(text, std::back_inserter(kept),
                         [](char c) { return c != '\n' && c != '\r'; });
    return kept;
}

// What was decoded is what the text says: the same text again, but for bits nobody looks at in
// the last group.
void check_decoded(std::string_view text, const std::string& bytes) {
    constexpr std::size_t kGroup = 4;
    const std::string plain = without_newlines(text);
    const std::string again = encode_base64(bytes);
    DEMAND(again.size() == plain.size());
    const std::size_t sure = plain.size() < kGroup ? 0 : plain.size() - kGroup;
    DEMAND(again.compare(0, sure, plain, 0, sure) == 0);
    DEMAND(std::ranges::count(again, '=') == std::ranges::count(plain, '='));
}

void check_refused(const pool::Error& error) {
    DEMAND(error.step.starts_with("illegal base64 data at input byte "));
}

}  // namespace
}  // namespace kiln::messaging

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace kiln::messaging;
    const std::string_view text = kiln::fuzz::FuzzInput(data, size).rest();
    const auto decoded = decode_base64(text);
    if (decoded)
        check_decoded(text, decoded.value());
    else
        check_refused(decoded.error());
    const auto back = decode_base64(encode_base64(text));
    DEMAND(back && back.value() == text);
    DEMAND(!looks_like_base64_source(text) || decoded);
    return 0;
}
