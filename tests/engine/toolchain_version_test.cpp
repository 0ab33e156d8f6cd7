#include "engine/toolchain_version.h"

#include <doctest/doctest.h>

namespace kiln::engine {
namespace {

TEST_CASE("the first number of what a toolchain prints is its version") {
    CHECK(first_version("Python 3.11.2\n") == "3.11.2");
    CHECK(first_version("v20.20.2\n") == "20.20.2");
    CHECK(first_version("go version go1.19.8 linux/amd64\n") == "1.19.8");
    CHECK(first_version("12.2.0\n") == "12.2.0");
    CHECK(first_version("g (Debian 12.2.0-14+deb12u1) 12.2.0") == "12.2.0");
    CHECK(first_version("release 7, 8.9") == "7");
    CHECK(first_version("1.2. Next") == "1.2");
}

TEST_CASE("text without a number has no version, and no text is too odd") {
    CHECK(first_version("").empty());
    CHECK(first_version("command not found\n").empty());
    CHECK(first_version("...").empty());
    CHECK(first_version(std::string_view("\0\xff", 2)).empty());
    CHECK(first_version(std::string(1000, '1')).size() == 64);
}

TEST_CASE("a version that is asked for matches whole parts from the front") {
    CHECK(version_matches("", "3.11.2"));
    CHECK(version_matches("", ""));
    CHECK(version_matches("3", "3.11.2"));
    CHECK(version_matches("3.11", "3.11.2"));
    CHECK(version_matches("3.11.2", "3.11.2"));
    CHECK_FALSE(version_matches("3.1", "3.11.2"));
    CHECK_FALSE(version_matches("3.11.2.1", "3.11.2"));
    CHECK_FALSE(version_matches("3.", "3.11.2"));
    CHECK_FALSE(version_matches("2", "3.11.2"));
    CHECK_FALSE(version_matches("3", ""));
}

}  // namespace
}  // namespace kiln::engine
