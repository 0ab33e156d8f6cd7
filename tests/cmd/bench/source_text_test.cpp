#include "cmd/kiln/bench/source_text.h"

#include <doctest/doctest.h>

namespace kiln::cmd::benchmark {
namespace {

SourceText made(std::string code, std::string_view language, SourceText::Each each) {
    auto text = SourceText::make(std::move(code), language, each, 41);
    REQUIRE(text.has_value());
    return std::move(text).value();
}

TEST_CASE("the same source is the same for every job, also where it says the number's word") {
    SourceText text = made("print('UNIQUE_NUMBER')", "python", SourceText::Each::Same);
    CHECK(text.next() == "print('UNIQUE_NUMBER')");
    CHECK(text.next() == "print('UNIQUE_NUMBER')");
}

TEST_CASE("a unique source ends with a comment that counts") {
    SourceText python = made("print(1)", "python", SourceText::Each::Unique);
    CHECK(python.next() == "print(1)\n# 41\n");
    CHECK(python.next() == "print(1)\n# 42\n");
    CHECK(made("x;", "cpp", SourceText::Each::Unique).next() == "x;\n// 41\n");
}

TEST_CASE(
    "a source that says where the number belongs gets it there, everywhere, in any language") {
    SourceText text = made("#define A UNIQUE_NUMBER\nint b = UNIQUE_NUMBER;", "brainfuck",
                           SourceText::Each::Unique);
    CHECK(text.next() == "#define A 41\nint b = 41;");
    CHECK(text.next() == "#define A 42\nint b = 42;");
}

TEST_CASE("without a known comment and without the word there is no unique source") {
    const auto text = SourceText::make("+", "brainfuck", SourceText::Each::Unique, 0);
    REQUIRE(text.has_error());
    CHECK(text.error().text().find("brainfuck") != std::string::npos);
    CHECK(text.error().text().find("UNIQUE_NUMBER") != std::string::npos);
}

TEST_CASE("there is a hello world of the usual languages, and of no other") {
    for (const char* language : {"python", "js", "cpp", "go", "c", "java", "rust"}) {
        const auto hello = hello_world(language);
        REQUIRE(hello.has_value());
        CHECK(hello.value().find("hello") != std::string::npos);
    }
    CHECK(hello_world("brainfuck").has_error());
}

}  // namespace
}  // namespace kiln::cmd::benchmark
