#include "messaging/codec/reply_decoder.h"

#include <doctest/doctest.h>

namespace kiln::messaging {
namespace {

TEST_CASE("a client reads what a reply says") {
    const auto reply =
        decode_reply(R"({"output":"o\n","error":"e","success":true,"result":{"verdict":"ok"}})");
    REQUIRE(reply.has_value());
    CHECK(reply.value().success);
    CHECK(reply.value().output == "o\n");
    CHECK(reply.value().error == "e");
    CHECK(reply.value().verdict == "ok");
}

TEST_CASE("a client reads whether work was saved") {
    const auto both = decode_reply(R"({"result":{"cached":true,"warm":true}})");
    REQUIRE(both.has_value());
    CHECK(both.value().cached);
    CHECK(both.value().warm);
    const auto neither = decode_reply(R"({"cached":true,"result":{"cached":false,"warm":1}})");
    REQUIRE(neither.has_value());
    CHECK_FALSE(neither.value().cached);
    CHECK_FALSE(neither.value().warm);
}

TEST_CASE("what a reply leaves out is empty, and no success") {
    const auto reply = decode_reply(R"({"success":"yes","output":1})");
    REQUIRE(reply.has_value());
    CHECK_FALSE(reply.value().success);
    CHECK(reply.value().output.empty());
    CHECK(reply.value().verdict.empty());
}

TEST_CASE("a reply that is no JSON object is an error") {
    for (const char* json : {"", "[]", "null", "{", "x"}) CHECK(decode_reply(json).has_error());
}

}  // namespace
}  // namespace kiln::messaging
