#include "messaging/codec/code_encoding.h"

#include <doctest/doctest.h>

#include "messaging/codec/base64.h"

namespace kiln::messaging {
namespace {

Request with_code(std::string code, std::optional<Encoding> encoding = std::nullopt) {
    Request request;
    request.code = std::move(code);
    request.encoding = encoding;
    return request;
}

std::string decoded(const Request& request, DefaultEncoding otherwise) {
    const auto code = decode_code(request, otherwise);
    REQUIRE(code.has_value());
    return code.value();
}

TEST_CASE("code that is base64 by default is, whatever it looks like") {
    CHECK(decoded(with_code("cHJpbnQoMSk="), DefaultEncoding::Base64) == "print(1)");
    CHECK(decoded(with_code(""), DefaultEncoding::Base64).empty());
    CHECK(decoded(with_code("6Q=="), DefaultEncoding::Base64) == "\xe9");  // Latin-1, from btoa
    const auto code = decode_code(with_code("print(1)"), DefaultEncoding::Base64);
    REQUIRE(code.has_error());
    CHECK(code.error().step == "illegal base64 data at input byte 5");
}

TEST_CASE("an encoding field decides, whatever the default") {
    for (const DefaultEncoding otherwise : {DefaultEncoding::Base64, DefaultEncoding::AsItLooks}) {
        CHECK(decoded(with_code("cHJpbnQoMSk=", Encoding::Text), otherwise) == "cHJpbnQoMSk=");
        CHECK(decoded(with_code("YQ==", Encoding::Base64), otherwise) == "a");
        CHECK(decode_code(with_code("print(1)", Encoding::Base64), otherwise).has_error());
    }
}

TEST_CASE("code that goes by its looks is decoded if it is base64 of source text") {
    for (const char* source : {"print(1)", "#include <x>\n", "a b\tc\f\r\n", "x = '\u00e9'",
                               "for (;;) {}", "ab+cd(", "print()"})
        CHECK(decoded(with_code(encode_base64(source)), DefaultEncoding::AsItLooks) == source);
}

TEST_CASE("code that goes by its looks and could be plain text stays as it is") {
    const char* const plain[] = {
        "print(1)",        // characters base64 has not
        "abcd",            // shorter than 8
        "cHJpbnQoMSk",     // length no multiple of 4
        "cHJpbnQo\nMSk=",  // a line break
        "functions",       // 9 characters
        "variable",        // a word: decodes to bytes that are not UTF-8
        "YWJjZGVm",        // "abcdef": base64 of a word of the alphabet itself
        "AAAAAAAAAAA=",    // NUL bytes
        "YQAgYiBj",        // a NUL among text
        "YSB/IGIg",        // DEL
        "YSDCgCAg",        // U+0080
        "6SBiIGMg",        // Latin-1
        "cHJpbnQoMSk===",  // three signs of padding
        "cHJpbnQo=Sk=",    // one in the middle
        "cHJpbnQoMS_-",    // the other alphabet
        "========",       "",
    };
    for (const char* code : plain) {
        CAPTURE(code);
        CHECK(decoded(with_code(code), DefaultEncoding::AsItLooks) == code);
    }
}

}  // namespace
}  // namespace kiln::messaging
