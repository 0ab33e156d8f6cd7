#include "messaging/codec/utf8_text.h"

#include <doctest/doctest.h>
#include <simdjson.h>

namespace kiln::messaging {
namespace {

using namespace std::string_literals;

std::string json_of(std::string_view bytes) {
    std::string json;
    append_json_string(json, bytes);
    return json;
}

std::string decoded(const std::string& json) {
    simdjson::dom::parser parser;
    std::string_view text;
    const simdjson::padded_string padded(json);
    REQUIRE(parser.parse(padded).get(text) == simdjson::SUCCESS);
    return std::string(text);
}

std::size_t width_of(std::string_view text) {
    return json_part(text, 6 * text.size()).width;
}

TEST_CASE("valid UTF-8 comes through JSON byte for byte") {
    std::string all_ascii;
    for (int c = 0; c < 128; ++c) all_ascii += static_cast<char>(c);
    for (const std::string& text :
         {all_ascii, ""s, "{\"a\":[1,\"\\u00e9\"]}\n"s, "h\u00e9llo \u4e2d\u6587 \U0001f600"s,
          "<script>&amp;\u2028\u2029</script>"s, "tab\tquote\"backslash\\slash/"s}) {
        CHECK(decoded(json_of(text)) == text);
        CHECK(json_of(text).size() == width_of(text) + 2);
    }
}

TEST_CASE("each byte that is not UTF-8 becomes one replacement character") {
    CHECK(repair_utf8("a\xff\xfe"
                      "b") == "a\ufffd\ufffdb");
    CHECK(repair_utf8("caf\xe9") == "caf\ufffd");
    CHECK(repair_utf8("\xe4\xb8") == "\ufffd\ufffd");                      // a cut character
    CHECK(repair_utf8("\xed\xa0\x80") == "\ufffd\ufffd\ufffd");            // a surrogate
    CHECK(repair_utf8("\xc0\x80") == "\ufffd\ufffd");                      // an overlong NUL
    CHECK(repair_utf8("\xf4\x90\x80\x80") == "\ufffd\ufffd\ufffd\ufffd");  // beyond Unicode
    CHECK(decoded(json_of("\xe4\xb8|\xff")) == "\ufffd\ufffd|\ufffd");
    CHECK_FALSE(is_utf8("caf\xe9"));
    CHECK(is_utf8("caf\u00e9"));
}

TEST_CASE("the usual control characters have their short escapes, the others the long one") {
    CHECK(json_of("\b\f\n\r\t\"\\") == R"("\b\f\n\r\t\"\\")");
    CHECK(json_of("\x01\x1f"s) == R"("\u0001\u001f")");
    CHECK(json_of("\0"s) == R"("\u0000")");
    CHECK(json_of("\x7f/") == "\"\x7f/\"");
}

TEST_CASE("a prefix never exceeds its room and never splits a character") {
    const std::string text = "a\n\x01\u00e9\u4e2d\U0001f600\xff z";
    for (std::size_t room = 0; room <= width_of(text) + 3; ++room) {
        const std::string part = text.substr(0, json_part(text, room).bytes);
        CAPTURE(room);
        CHECK(width_of(part) <= room);
        CHECK(text.starts_with(part));
        // A split character would come out as replacement characters that the text has not.
        CHECK(repair_utf8(text).starts_with(repair_utf8(part)));
    }
    CHECK(json_part(text, width_of(text)).bytes == text.size());
    CHECK(json_part("\u00e9", 1).bytes == 0);
    CHECK(json_part("\n\n", 3).bytes == 1);
}

TEST_CASE("text is written the same wherever in a row of eight bytes something special stands") {
    for (const std::string special : {"\"", "\\", "\n", "\x01", "\x1f", "\xff", "\x80", "\u00e9"}) {
        for (std::size_t before = 0; before < 20; ++before) {
            for (std::size_t after = 0; after < 12; ++after) {
                const std::string plain(before, '!');
                const std::string rest(after, '\x7f');
                const std::string json = json_of(plain + special + rest);
                CAPTURE(json);
                CHECK(json == "\"" + plain +
                                  json_of(special).substr(1, json_of(special).size() - 2) + rest +
                                  "\"");
                CHECK(width_of(plain + special + rest) + 2 == json.size());
            }
        }
    }
}

}  // namespace
}  // namespace kiln::messaging
