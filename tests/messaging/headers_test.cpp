#include "messaging/headers.h"

#include <doctest/doctest.h>

namespace kiln::messaging {
namespace {

TEST_CASE("a header is found by its name as it is, the first value first") {
    Headers headers;
    REQUIRE(headers.add("A", "1"));
    REQUIRE(headers.add("B", ""));
    REQUIRE(headers.add("A", "2"));
    CHECK(headers.find("A") == "1");
    CHECK(headers.find("B") == "");
    CHECK_FALSE(headers.find("a"));
    CHECK_FALSE(Headers().find(""));
    CHECK(headers.all().size() == 3);
    CHECK(headers.all()[2].second == "2");
}

TEST_CASE("headers are bounded in bytes, to the last one") {
    Headers headers;
    REQUIRE(headers.add("A", std::string(Headers::kMostBytes - 2, 'x')));
    CHECK(headers.whole());
    CHECK_FALSE(headers.add("B", "1"));
    CHECK_FALSE(headers.whole());
    CHECK(headers.add("B", ""));
    CHECK_FALSE(headers.whole());
    CHECK_FALSE(headers.add("C", ""));
    CHECK(headers.all().size() == 2);
    CHECK_FALSE(Headers().add("A", std::string(Headers::kMostBytes, 'x')));
}

TEST_CASE("headers are bounded in number") {
    Headers headers;
    for (std::size_t i = 0; i < Headers::kMost; ++i) REQUIRE(headers.add("A", ""));
    CHECK_FALSE(headers.add("A", ""));
}

}  // namespace
}  // namespace kiln::messaging
