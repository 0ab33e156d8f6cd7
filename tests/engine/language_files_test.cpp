#include <doctest/doctest.h>

#include <string>

#include "engine/catalogue/argv_template.h"
#include "engine/catalogue/catalogue.h"

namespace kiln::engine {
namespace {

const Catalogue& shipped() {
    static const Catalogue catalogue = [] {
        auto loaded = Catalogue::load(KILN_SOURCE_DIR "/worker-image/languages");
        REQUIRE_MESSAGE(loaded.has_value(), loaded.error().text());
        return std::move(loaded).value();
    }();
    return catalogue;
}

void check_aliases(const std::string& name, const std::vector<std::string>& words) {
    for (const std::string& word : words) {
        CAPTURE(word);
        const Language* const found = shipped().find(word);
        REQUIRE(found != nullptr);
        CHECK(found->name == name);
    }
}

TEST_CASE("the shipped languages answer to every name that clients use") {
    check_aliases("js", {"js", "jscript", "javscript", "javsscript", "javascipt", "javasript",
                         "javascript", "java script", "jscipt", "JavaScript", "nodejs", "node"});
    check_aliases("python", {"python", "pyt", "pyn", "pythn", "phyton", "py", "py thon", "pthon",
                             "Python", "python3"});
    check_aliases("go", {"go", "golang", "gol", "goo", "g o", "golangg", "GO"});
    check_aliases("cpp",
                  {"cpp", "c++", "cp", "cppp", "c plus", "cxx", "cc", "cpp ", "C++", "CPP "});
}

TEST_CASE("names that only look like a shipped language are unknown") {
    for (const char* word : {"", "c", "java", "typescript", "python ", " cpp", "js ", "c#",
                             "gopher", "ruby", "pythonjs"}) {
        CAPTURE(word);
        CHECK(shipped().find(word) == nullptr);
    }
}

TEST_CASE("the shipped languages run and compile with the commands they promise") {
    using Words = std::vector<std::string>;
    ArgvValues values;
    values.args = {"a"};
    const auto run = [&values](const char* name, const char* source) {
        values.source = source;
        values.program = "program";
        return expand_argv(shipped().find(name)->run_argv, values);
    };
    CHECK(run("python", "main.py") == Words{"/usr/bin/python3", "main.py", "a"});
    CHECK(run("js", "main.js") == Words{"/usr/bin/node", "main.js", "a"});
    CHECK(run("go", "main.go") == Words{"./program", "a"});
    CHECK(run("cpp", "main.cpp") == Words{"./program", "a"});
    values.sources = {"main.cpp", "more.cpp"};
    CHECK(expand_argv(shipped().find("cpp")->compile_argv, values) ==
          Words{"/usr/bin/g++", "-O2", "-pipe", "-o", "program", "main.cpp", "more.cpp"});
    values.sources = {"main.go"};
    CHECK(expand_argv(shipped().find("go")->compile_argv, values) ==
          Words{"/usr/bin/go", "build", "-buildmode=exe", "-o", "program", "main.go"});
    CHECK(shipped().all().size() == 4);
}

}  // namespace
}  // namespace kiln::engine
