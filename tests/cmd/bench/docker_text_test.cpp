#include <doctest/doctest.h>

#include "cmd/kiln/bench/docker_side.h"

namespace kiln::cmd::benchmark {
namespace {

using std::string_literals::operator""s;

TEST_CASE("the script of an interpreted language writes the source and runs it") {
    engine::Language language;
    language.source_file = "main.py";
    language.run_argv = {"/usr/bin/python3", "{source}", "{args}"};
    CHECK(docker_script(language) ==
          "cd /tmp && printf %s \"$1\" > 'main.py' && '/usr/bin/python3' 'main.py'");
}

TEST_CASE("the script of a compiled language has its variables, and quotes in words survive") {
    engine::Language language;
    language.source_file = "it's.c";
    language.env = {"CACHE=/tmp/a b"};
    language.compile_argv = {"cc", "-o", "program", "{sources}"};
    language.run_argv = {"./{program}"};
    language.artifacts = {"program"};
    CHECK(docker_script(language) ==
          "cd /tmp && export CACHE='/tmp/a b' && printf %s \"$1\" > 'it'\\''s.c' && "
          "'cc' '-o' 'program' 'it'\\''s.c' && './program'");
}

TEST_CASE("an exec's answer is the text of its frames, as far as it came") {
    CHECK(text_of_frames("\1\0\0\0\0\0\0\3out\2\0\0\0\0\0\0\2er"s) == "outer");
    CHECK(text_of_frames("\1\0\0\0\0\0\1\0cut"s) == "cut");
    CHECK(text_of_frames("\1\0\0"s).empty());
    CHECK(text_of_frames("").empty());
}

}  // namespace
}  // namespace kiln::cmd::benchmark
