#include <doctest/doctest.h>

#include <algorithm>
#include <filesystem>
#include <map>
#include <set>
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
    check_aliases("c", {"c", "gcc", "C"});
    check_aliases("ruby", {"ruby", "rb", "ruby3"});
    check_aliases("perl", {"perl", "pl", "perl5"});
    check_aliases("php", {"php", "php8"});
    check_aliases("lua", {"lua", "lua5", "lua5.4"});
    check_aliases("bash", {"bash", "sh", "shell"});
    check_aliases("java", {"java", "Java"});
    check_aliases("rust", {"rust", "rs", "rustc"});
    check_aliases("typescript", {"typescript", "ts", "tsc", "TypeScript"});
}

TEST_CASE("names that only look like a shipped language are unknown") {
    for (const char* word : {"", "c ", "jav", "type script", "python ", " cpp", "js ", "c#",
                             "gopher", "kotlin", "pythonjs"}) {
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
          Words{"/usr/bin/g++", "-O2", "-pipe", "-B/kiln/tools/linker", "-o", "program", "main.cpp",
                "more.cpp"});
    values.sources = {"main.go"};
    CHECK(
        expand_argv(shipped().find("go")->compile_argv, values) ==
        Words{"/kiln/tools/kiln-go-build", std::to_string(values.memory_mb), "program", "main.go"});
    values.sources = {"main.c", "more.c"};
    CHECK(expand_argv(shipped().find("c")->compile_argv, values) ==
          Words{"/usr/bin/gcc", "-O2", "-pipe", "-o", "program", "main.c", "more.c", "-lm"});
    CHECK(shipped().all().size() == 13);
}

TEST_CASE("no two shipped languages are told by the same suffix") {
    // kiln run and kiln submit know a language by its file's suffix.
    std::map<std::string, std::string> owners;
    for (const Language& language : shipped().all()) {
        std::set<std::string> suffixes(language.source_suffixes.begin(),
                                       language.source_suffixes.end());
        suffixes.insert(std::filesystem::path(language.source_file).extension());
        for (const std::string& suffix : suffixes) {
            CAPTURE(suffix);
            CHECK(owners.emplace(suffix, language.name).second);
        }
    }
}

TEST_CASE("a Java program learns its memory from the limits of the step") {
    ArgvValues values;
    values.program = "program.jar";
    values.memory_mb = 123;
    const auto argv = expand_argv(shipped().find("java")->run_argv, values);
    CHECK(std::ranges::count(argv, "-XX:MaxRAM=123m") == 1);
    values.sources = {"Main.java", "a b.java"};
    const auto compile = expand_argv(shipped().find("java")->compile_argv, values);
    CHECK(compile == std::vector<std::string>{"/kiln/tools/kiln-javac", "123", "program.jar",
                                              "Main.java", "a b.java"});
}

}  // namespace
}  // namespace kiln::engine
