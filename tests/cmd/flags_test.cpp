#include "cmd/kiln/flags.h"

#include <doctest/doctest.h>

namespace kiln::cmd {
namespace {

constexpr Flag kFlags[] = {
    {"size", "", "N", "3", "a number"},
    {"also", "", "WHAT", "", "a list", Repeat::Joins},
    {"loud", "", "", "", "a switch"},
};

Given parsed(std::vector<const char*> args, Words words = Words::Mixed) {
    const auto given = parse_flags(kFlags, args, words);
    REQUIRE(given.has_value());
    return given.value();
}

TEST_CASE("a flag has its default, or the last value that was said") {
    CHECK(parsed({}).of("size") == "3");
    CHECK(parsed({"--size", "4", "--size=5"}).of("size") == "5");
}

TEST_CASE("a flag that joins keeps every value that was said") {
    CHECK(parsed({}).of("also").empty());
    CHECK(parsed({"--also", "a"}).of("also") == "a");
    CHECK(parsed({"--also", "a", "word", "--also=b,c"}).of("also") == "a,b,c");
}

TEST_CASE("what is no flag is a word, and after two dashes everything is") {
    const Given given = parsed({"one", "--loud", "--", "--size"});
    CHECK(given.has("loud"));
    CHECK(given.words == std::vector<std::string>{"one", "--size"});
}

TEST_CASE("an unknown flag and a missing value are named") {
    for (const std::vector<const char*>& args :
         {std::vector<const char*>{"--huge"}, std::vector<const char*>{"--size"}}) {
        const auto given = parse_flags(kFlags, args, Words::Mixed);
        REQUIRE(given.has_error());
        CHECK(given.error().text().find(args[0]) != std::string::npos);
    }
}

}  // namespace
}  // namespace kiln::cmd
