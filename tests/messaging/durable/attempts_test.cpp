#include "messaging/durable/attempts.h"

#include <doctest/doctest.h>

namespace kiln::messaging {
namespace {

TEST_CASE("an attempt that was written down is read as it was") {
    const Attempt attempt{3, "host \"one\"", "0a1b"};
    const auto read = decode_attempt(encode_attempt(attempt));
    REQUIRE(read.has_value());
    CHECK(read->number == 3);
    CHECK(read->worker == attempt.worker);
    CHECK(read->token == attempt.token);
}

TEST_CASE("what somebody else put into the bucket is no attempt") {
    for (const char* text :
         {"", "x", "{}", "[]", R"({"attempt":-1,"worker":"w","token":"t"})",
          R"({"attempt":"1","worker":"w","token":"t"})", R"({"attempt":1,"worker":"w"})",
          R"({"attempt":99999999999,"worker":"w","token":"t"})"})
        CHECK_FALSE(decode_attempt(text).has_value());
}

}  // namespace
}  // namespace kiln::messaging
