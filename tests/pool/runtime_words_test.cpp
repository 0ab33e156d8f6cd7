#include "pool/runtime_words.h"

#include <doctest/doctest.h>

#include <cstring>

namespace kiln::pool {

namespace {

RuntimeEquipment equipment(std::size_t words, std::size_t variables) {
    RuntimeEquipment start;
    start.argv.assign(words, "w");
    start.env.assign(variables, "A=1");
    return start;
}

}  // namespace

TEST_CASE("as many words as an agent takes are a request, one more is an error in words") {
    kiln_runtime request{};
    REQUIRE(put_runtime_words("/box", equipment(64, 63), request));
    CHECK(request.argc == 64);
    CHECK(request.envc == 63);
    const auto argv = check_runtime_words("/box", equipment(65, 0));
    REQUIRE_FALSE(argv);
    CHECK(argv.error().text().find("65 words of its command") != std::string::npos);
    const auto env = check_runtime_words("/box", equipment(1, 64));
    REQUIRE_FALSE(env);
    CHECK(env.error().text().find("64 words of its environment") != std::string::npos);
    CHECK_FALSE(check_runtime_words("/box", equipment(0, 0)));
}

TEST_CASE("words fill a request to its last byte, and not a byte further") {
    // "/d\0" and the command's NUL take four bytes.
    RuntimeEquipment start = equipment(1, 0);
    start.argv[0].assign(KILN_WORDS_SIZE - 4, 'w');
    kiln_runtime request{};
    REQUIRE(put_runtime_words("/d", start, request));
    CHECK(request.words[KILN_WORDS_SIZE - 1] == '\0');
    CHECK(std::strlen(request.words + 3) == KILN_WORDS_SIZE - 4);
    start.argv[0] += 'w';
    const auto refused = check_runtime_words("/d", start);
    REQUIRE_FALSE(refused);
    CHECK(refused.error().text().find("too long") != std::string::npos);
}

TEST_CASE("a word that would be read as another is an error") {
    RuntimeEquipment start = equipment(2, 0);
    start.argv[1] = "";
    CHECK_FALSE(check_runtime_words("/box", start));
    start.argv[1] = std::string("a\0b", 3);
    CHECK_FALSE(check_runtime_words("/box", start));
    start.argv[1] = "ab";
    CHECK(check_runtime_words("/box", start));
}

}  // namespace kiln::pool
