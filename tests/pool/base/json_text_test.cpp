#include "pool/base/json_text.h"

#include <doctest/doctest.h>

#include <string>

namespace kiln::pool {

TEST_CASE("plain text is quoted as it is, valid UTF-8 of every length included") {
    CHECK(json_quoted("") == "\"\"");
    CHECK(json_quoted("abc /") == "\"abc /\"");
    CHECK(json_quoted("\u00e9 \u20ac \U0001f600") == "\"\u00e9 \u20ac \U0001f600\"");
    CHECK(json_quoted("\x7f") == "\"\x7f\"");
}

TEST_CASE("quotes, backslashes and control characters are escaped") {
    CHECK(json_quoted("a\"b\\c") == R"("a\"b\\c")");
    CHECK(json_quoted("\n\t\r\x1f") == R"("\u000a\u0009\u000d\u001f")");
    CHECK(json_quoted(std::string_view("a\0b", 3)) == R"("a\u0000b")");
}

TEST_CASE("each byte that is not UTF-8 becomes one replacement character") {
    CHECK(json_quoted("\xff\xfe") == R"("\ufffd\ufffd")");
    CHECK(json_quoted("a\x80z") == R"("a\ufffdz")");
    CHECK(json_quoted("\xe2\x82") == R"("\ufffd\ufffd")");
    CHECK(json_quoted("\xe2\x82z") == R"("\ufffd\ufffdz")");
}

TEST_CASE("the length of a UTF-8 sequence is that of RFC 3629, and 0 for all else") {
    struct Row {
        std::string text;
        std::size_t length;
    };
    const Row rows[] = {
        {"", 0},
        {"a", 1},
        {std::string(1, '\0'), 1},
        {"\x7f", 1},
        {"\x80", 0},      // a stray continuation
        {"\xc1\xbf", 0},  // overlong
        {"\xc2\x80", 2},
        {"\xdf\xbf", 2},
        {"\xe0\x9f\xbf", 0},  // overlong
        {"\xe0\xa0\x80", 3},
        {"\xed\x9f\xbf", 3},
        {"\xed\xa0\x80", 0},  // a surrogate
        {"\xee\x80\x80", 3},
        {"\xf0\x8f\xbf\xbf", 0},  // overlong
        {"\xf0\x90\x80\x80", 4},
        {"\xf4\x8f\xbf\xbf", 4},
        {"\xf4\x90\x80\x80", 0},  // above U+10FFFF
        {"\xf5\x80\x80\x80", 0},
        {"\xf0\x90\x80", 0},  // cut
        {"\xc3(", 0},
        {"\xe2\x82(", 0},
        {"\xf0\x90\x80(", 0},
    };
    for (const Row& row : rows) {
        CAPTURE(json_quoted(row.text));
        CHECK(utf8_length(row.text) == row.length);
    }
}

}  // namespace kiln::pool
