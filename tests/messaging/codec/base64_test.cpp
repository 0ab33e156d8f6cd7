#include "messaging/codec/base64.h"

#include <doctest/doctest.h>

#include <string>
#include <string_view>

namespace kiln::messaging {
namespace {

using namespace std::string_literals;

struct Accepted {
    std::string text;
    std::string bytes;
};

struct Refused {
    std::string text;
    int at;
};

// Both tables hold what Go 1.19's base64.StdEncoding.DecodeString answers.
const Accepted kAccepted[] = {
    {"", ""},
    {"aGk=", "hi"},
    {"YQ==", "a"},
    {"YR==", "a"},
    {"aGl=", "hi"},
    {"aGkx", "hi1"},
    {"aGkxaGkx", "hi1hi1"},
    {"aGkx\naGkx\n", "hi1hi1"},
    {"aG\r\nkx", "hi1"},
    {"YQ\n=\n=", "a"},
    {"YQ=\r\n=\r\n", "a"},
    {"YQ==\n", "a"},
    {"YQ==\r\n\r\n", "a"},
    {"aGk=\n", "hi"},
    {"aGk\n=", "hi"},
    {"\n", ""},
    {"\r\n\r\n", ""},
    {"AAECA/+=", "\x00\x01\x02\x03\xff"s},
    {"////", "\xff\xff\xff"},
    {"+/+/", "\xfb\xff\xbf"},
    {"aGkxaGkxaGkx\naGkxaG==", "hi1hi1hi1hi1h"},
};

const Refused kRefused[] = {
    {"aGk", 0},
    {"a Gk=", 1},
    {"YQ==YQ==", 4},
    {"-_8=", 0},
    {"YQ=", 3},
    {"YQ", 0},
    {"Y", 0},
    {"=", 0},
    {"==", 0},
    {"Y=", 1},
    {"Y===", 1},
    {"YQ=a", 2},
    {"YQ=\na", 3},
    {"YQ==\nx", 5},
    {"aGk=x", 4},
    {"aGk=\n\nx", 6},
    {"aGk==", 4},
    {"aGkx\nY", 5},
    {"aG\nk", 1},
    {"aGk\n", 1},
    {"aGkxaGk", 4},
    {"aGkxaGkxaGkxa", 12},
    {"aGkxaGkxaGk!", 11},
    {"aGkx=", 4},
    {"aGkx==", 4},
    {"\n\n\nY", 3},
    {"\nYQ=\n", 5},
    {"YQ=\n", 4},
    {"aGkxYQ=", 7},
    {"aGkxYQ==aGkx", 8},
    {"aGkx aGkx", 4},
    {"a\0Gk"s, 1},
    {"aGk\xff", 3},
    {"YQ = =", 2},
    {"YQ==  ", 4},
    {"aGkxaGkxaGkx\naGkxaG=", 20},
    {"=aGk", 0},
    {"aGkx\n=", 5},
    {"YQ=\r\n=\r\nA", 8},
};

TEST_CASE("base64 that clients' own decoder accepts becomes the same bytes") {
    for (const Accepted& sample : kAccepted) {
        CAPTURE(sample.text);
        const auto decoded = decode_base64(sample.text);
        REQUIRE(decoded.has_value());
        CHECK(decoded.value() == sample.bytes);
    }
}

TEST_CASE("base64 that clients' own decoder refuses is refused at the same byte") {
    for (const Refused& sample : kRefused) {
        CAPTURE(sample.text);
        const auto decoded = decode_base64(sample.text);
        REQUIRE(decoded.has_error());
        CHECK(decoded.error().text() ==
              "illegal base64 data at input byte " + std::to_string(sample.at));
    }
}

TEST_CASE("what was encoded decodes to itself, for every length and byte") {
    std::string bytes;
    for (int i = 0; i < 520; ++i) {
        const auto decoded = decode_base64(encode_base64(bytes));
        REQUIRE(decoded.has_value());
        REQUIRE(decoded.value() == bytes);
        bytes += static_cast<char>(static_cast<unsigned char>(i % 256));
    }
    CHECK(encode_base64("hi") == "aGk=");
    CHECK(encode_base64("a") == "YQ==");
}

}  // namespace
}  // namespace kiln::messaging
