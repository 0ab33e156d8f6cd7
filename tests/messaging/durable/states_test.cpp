#include "messaging/durable/states.h"

#include <doctest/doctest.h>

namespace kiln::messaging {
namespace {

TEST_CASE("a state says what is known and nothing else") {
    CHECK(encode_state("a", {"unknown", {}, {}, 0}) == R"({"id":"a","state":"unknown"})");
    CHECK(encode_state("a", {"queued", 3, 1500, 0}) ==
          R"({"id":"a","state":"queued","position":3,"estimate_ms":1500})");
    CHECK(encode_state("a", {"running", {}, {}, 2}) ==
          R"({"id":"a","state":"running","attempt":2})");
}

}  // namespace
}  // namespace kiln::messaging
