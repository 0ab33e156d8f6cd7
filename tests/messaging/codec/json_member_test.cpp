#include "messaging/codec/json_member.h"

#include <doctest/doctest.h>

namespace kiln::messaging {
namespace {

constexpr const char* kJson = R"({"Id":"a\"b","Exit":{"Code":-3},"Half":1.5})";

TEST_CASE("a member is found by its pointer") {
    CHECK(text_member(kJson, "/Id") == "a\"b");
    CHECK(number_member(kJson, "/Exit/Code") == -3);
}

TEST_CASE("a member that is not there, or of another type, is nothing") {
    CHECK_FALSE(text_member(kJson, "/id"));
    CHECK_FALSE(text_member(kJson, "/Exit"));
    CHECK_FALSE(number_member(kJson, "/Id"));
    CHECK_FALSE(number_member(kJson, "/Half"));
    CHECK_FALSE(number_member(kJson, "Exit"));
}

TEST_CASE("what is no JSON has no members") {
    for (const char* json : {"", "{", "null", "[]"}) CHECK_FALSE(text_member(json, "/Id"));
}

}  // namespace
}  // namespace kiln::messaging
