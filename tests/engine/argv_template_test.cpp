#include "engine/catalogue/argv_template.h"

#include <doctest/doctest.h>

namespace kiln::engine {
namespace {

using Words = std::vector<std::string>;

ArgvValues some_values() {
    ArgvValues values;
    values.source = "main.x";
    values.sources = {"main.x", "more.x"};
    values.args = {"one", "two words"};
    values.program = "program";
    values.memory_mb = 400;
    values.stack_mb = 64;
    return values;
}

TEST_CASE("placeholders are replaced, also inside words") {
    const Words argv = {"./{program}", "--heap={memory_mb}m,{stack_mb}m", "{source}"};
    CHECK(expand_argv(argv, some_values()) == Words{"./program", "--heap=400m,64m", "main.x"});
}

TEST_CASE("{sources} and {args} become as many words as there are") {
    CHECK(expand_argv(Words{"/c", "{sources}", "-x", "{args}"}, some_values()) ==
          Words{"/c", "main.x", "more.x", "-x", "one", "two words"});
    CHECK(expand_argv(Words{"/c", "{args}"}, ArgvValues{}) == Words{"/c"});
}

TEST_CASE("a placeholder inside a value stays text") {
    ArgvValues values = some_values();
    values.args = {"{source}", "{args}"};
    CHECK(expand_argv(Words{"{args}"}, values) == Words{"{source}", "{args}"});
}

TEST_CASE("a source whose name begins with a dash cannot be taken for an option") {
    ArgvValues values = some_values();
    values.sources = {"main.x", "-o.x", "@o.x", "a-@.x"};
    CHECK(expand_argv(Words{"{sources}"}, values) == Words{"main.x", "./-o.x", "./@o.x", "a-@.x"});
}

TEST_CASE("check_argv refuses what could not be expanded") {
    CHECK(check_argv(Words{"/c", "{sources}", "a{source}b{stack_mb}"}, ArgvUse::Compile));
    CHECK(check_argv(Words{"/c", "{args}"}, ArgvUse::Run));
    CHECK_FALSE(check_argv(Words{"/c", "{args}"}, ArgvUse::Compile));
    CHECK_FALSE(check_argv(Words{"/c", "x{sources}"}, ArgvUse::Run));
    CHECK_FALSE(check_argv(Words{"/c", "{args}x"}, ArgvUse::Run));
    CHECK_FALSE(check_argv(Words{"/c", "{surce}"}, ArgvUse::Run));
    CHECK_FALSE(check_argv(Words{"/c", "}"}, ArgvUse::Run));
    CHECK_FALSE(check_argv(Words{"/c", "{source}"}, ArgvUse::Version));
    CHECK_FALSE(check_argv(Words{"/c", "{sources}"}, ArgvUse::Version));
}

TEST_CASE("argv_holds finds a placeholder inside a word") {
    CHECK(argv_holds(Words{"./{program}"}, "{program}"));
    CHECK_FALSE(argv_holds(Words{"./program"}, "{program}"));
}

}  // namespace
}  // namespace kiln::engine
