#include <doctest/doctest.h>

#include <random>
#include <string>

#include "engine/catalogue/catalogue.h"

namespace kiln::engine {
namespace {

const std::string kSmallest =
    "name = x\n"
    "source_file = main.x\n"
    "version_argv = /bin/x --version\n"
    "run_argv = /bin/x {source}\n"
    "package = xpkg\n";

std::string error_of(const std::string& text) {
    const auto parsed = parse_language("x.lang", text);
    return parsed ? "" : parsed.error().text();
}

bool fails_with(const std::string& text, const std::string& part) {
    const std::string error = error_of(text);
    CAPTURE(error);
    return error.find(part) != std::string::npos;
}

TEST_CASE("the smallest language file is enough") {
    const auto parsed = parse_language("x.lang", kSmallest);
    REQUIRE(parsed.has_value());
    const Language& language = parsed.value();
    CHECK(language.name == "x");
    CHECK(language.run_argv == std::vector<std::string>{"/bin/x", "{source}"});
    CHECK(language.package == "xpkg");
    CHECK_FALSE(language.compiled());
    CHECK(language.memory_percent == 100);
    CHECK(language.source_scope == SourceScope::Tree);
}

TEST_CASE("how a language is warm") {
    const std::string argv = "warm_argv = /bin/x main.x\n";
    const auto parsed = parse_language("x.lang", kSmallest + argv +
                                                     "warm = forks waits\n"
                                                     "warm_start = /bin/x /box/main.x\n"
                                                     "warm_env = A=1\n");
    REQUIRE(parsed.has_value());
    CHECK(parsed.value().warm_mode == WarmMode::Forks);
    CHECK(parsed.value().warm_or_waits);
    CHECK(parsed.value().warm_argv == std::vector<std::string>{"/bin/x", "main.x"});
    CHECK(parsed.value().warm_start == std::vector<std::string>{"/bin/x", "/box/main.x"});
    const auto plain = parse_language("x.lang", kSmallest + argv + "warm = waits\n");
    REQUIRE(plain.has_value());
    CHECK(plain.value().warm_mode == WarmMode::Waits);
    CHECK_FALSE(plain.value().warm_or_waits);
    CHECK(fails_with(kSmallest + argv + "warm = waits forks\n", "warm"));
    CHECK(fails_with(kSmallest + argv + "warm = burns\n", "not a way to be warm"));
    CHECK(fails_with(kSmallest + argv, "go together"));
    CHECK(fails_with(kSmallest + "warm_start = /bin/x\n", "warm_start without warm_argv"));
}

TEST_CASE("every key reaches its field") {
    std::string smallest = kSmallest;
    smallest.replace(smallest.find("{source}"), 8, "{program}");
    const auto parsed = parse_language("x.lang", smallest +
                                                     "aliases = one \"two words\" \"end \" c#\n"
                                                     "source_suffixes = .x .y\n"
                                                     "source_scope = folder\n"
                                                     "compile_argv = /bin/c {sources}\n"
                                                     "artifacts = program other\n"
                                                     "env = A=1 \"B=two words\"\n"
                                                     "compile_memory_percent = 200\n"
                                                     "memory_percent = 150\n"
                                                     "time_percent = 50\n");
    REQUIRE(parsed.has_value());
    const Language& language = parsed.value();
    CHECK(language.aliases == std::vector<std::string>{"one", "two words", "end ", "c#"});
    CHECK(language.source_suffixes == std::vector<std::string>{".x", ".y"});
    CHECK(language.source_scope == SourceScope::Folder);
    CHECK(language.compile_argv == std::vector<std::string>{"/bin/c", "{sources}"});
    CHECK(language.artifacts == std::vector<std::string>{"program", "other"});
    CHECK(language.env == std::vector<std::string>{"A=1", "B=two words"});
    CHECK(language.compile_memory_percent == 200);
    CHECK(language.memory_percent == 150);
    CHECK(language.time_percent == 50);
}

TEST_CASE("comments, blank lines, tabs and carriage returns are layout") {
    const auto parsed =
        parse_language("x.lang", "# head\r\n\r\n  name\t=\tx   # who\r\n" +
                                     kSmallest.substr(kSmallest.find('\n') + 1) + "\n#end");
    REQUIRE(parsed.has_value());
    CHECK(parsed.value().name == "x");
}

TEST_CASE("a mistake is named with its file and line") {
    CHECK(fails_with(kSmallest + "\nrun_arg = /bin/y\n", "x.lang:7: unknown key \"run_arg\""));
    CHECK(fails_with(kSmallest + "name = y\n", "x.lang:6: name is there twice"));
    CHECK(fails_with(kSmallest + "nonsense\n", "x.lang:6: \"nonsense\" has no '='"));
    CHECK(fails_with(kSmallest + "= word\n", "x.lang:6: \"\" is not a key"));
    CHECK(fails_with(kSmallest + "aliases =\n", "x.lang:6: \"aliases\" has no value"));
    CHECK(fails_with(kSmallest + "aliases = # none\n", "has no value"));
    CHECK(fails_with(kSmallest + "aliases = \"open\n", "x.lang:6: a quoted word has no closing"));
    CHECK(fails_with(kSmallest + "aliases = \"a\"b\n", "x.lang:6: something follows"));
    CHECK(fails_with(kSmallest + "aliases = a\"b\n", "x.lang:6: a quote in the middle"));
    CHECK(fails_with(kSmallest + "aliases = a\x01\n", "x.lang:6: a control character"));
    CHECK(fails_with("name = x\n", "x.lang:1: the key source_file is missing"));
    CHECK(fails_with("", "x.lang:1: the key name is missing"));
    CHECK(fails_with(std::string(70'000, '#'), "x.lang:1: the file has 70000 bytes"));
}

TEST_CASE("names that are paths or worse are refused") {
    const std::string rest = kSmallest.substr(kSmallest.find('\n') + 1);
    for (const char* name : {"../x", "a/b", "a..b", "X", ".x", "\"a b\"", "\"\"", "x\\y"}) {
        CAPTURE(name);
        CHECK(fails_with(std::string("name = ") + name + "\n" + rest, "is not a language name"));
    }
    CHECK(fails_with("name = " + std::string(33, 'x') + "\n" + rest, "is not a language name"));
    for (const char* file : {"/etc/x", "a/b", "..", ".", "-o", "\"\""}) {
        CAPTURE(file);
        CHECK(fails_with(kSmallest + "compile_argv = /c\nartifacts = " + file + "\n",
                         "is not a plain file name"));
    }
}

TEST_CASE("values that make no sense are refused") {
    CHECK(fails_with(kSmallest + "aliases = a b a\n", "\"a\" is there twice"));
    CHECK(fails_with(kSmallest + "aliases = x\n", "the name is also an alias"));
    CHECK(fails_with(kSmallest + "aliases = Upper\n", "has upper case letters"));
    CHECK(fails_with(kSmallest + "aliases = \"\"\n", "an empty alias"));
    CHECK(fails_with(kSmallest + "source_suffixes = cpp\n", "is not a suffix"));
    CHECK(fails_with(kSmallest + "source_scope = all\n", "is not a scope"));
    CHECK(fails_with(kSmallest + "env = A\n", "is not NAME=value"));
    CHECK(fails_with(kSmallest + "env = 1A=2\n", "is not NAME=value"));
    CHECK(fails_with(kSmallest + "env = A=1 A=2\n", "for the second time"));
    for (const char* percent : {"0", "9", "1001", "-5", "12x", "\"\"", "99999999999999999999"}) {
        CAPTURE(percent);
        CHECK(fails_with(kSmallest + "time_percent = " + percent + "\n", "not a percentage"));
    }
    CHECK(fails_with(kSmallest + "time_percent = 1 2\n", "takes exactly one word"));
}

TEST_CASE("commands must be whole, known and consistent") {
    CHECK(fails_with(kSmallest + "compile_argv = gcc\nartifacts = p\n", "is not a path"));
    CHECK(fails_with(kSmallest + "compile_argv = /c {surces}\nartifacts = p\n", "no placeholder"));
    CHECK(fails_with(kSmallest + "compile_argv = /c {args}\nartifacts = p\n", "only stand in"));
    CHECK(fails_with(kSmallest + "compile_argv = /c\n", "go together"));
    CHECK(fails_with(kSmallest + "artifacts = p\n", "go together"));
    CHECK(fails_with(kSmallest + "compile_argv = /c\nartifacts = p\n", "runs without it"));
    CHECK(fails_with(kSmallest + "compile_argv = /c\nartifacts = main.x\n", "also an artifact"));
    const std::string run_program =
        "name = x\nsource_file = m\nversion_argv = /x\nrun_argv = ./{program}\npackage = p\n";
    CHECK(fails_with(run_program, "nothing is compiled"));
}

TEST_CASE("what a container could not be told is refused where it stands") {
    const auto words = [](std::size_t count, const std::string& word) {
        std::string line;
        for (std::size_t i = 0; i < count; ++i) line += " " + word;
        return line + "\n";
    };
    const std::string warm = kSmallest + "warm = forks\n";
    // Line 7 is the command's, whatever comes after it.
    const std::string argv = "warm_argv = /bin/x";
    CHECK(error_of(warm + argv + words(60, "w")) == "");
    CHECK(fails_with(warm + argv + words(64, "w") + "aliases = y\n",
                     "x.lang:7: a warm runtime would be started with 65 words of its command"));
    CHECK(fails_with(warm + argv + " " + std::string(7000, 'w') + "\naliases = y\n",
                     "x.lang:7: the words a warm runtime would be started with are too long"));
    CHECK(fails_with(warm + argv + " \"\"\n", "x.lang:7: a warm runtime would be started with an"));
    CHECK(fails_with(warm + argv + "\nwarm_start = /bin/y" + words(64, "w"), "x.lang:8: "));
    std::string variables = "warm_env =";
    for (int i = 0; i < 64; ++i) variables += " A" + std::to_string(i) + "=1";
    CHECK(fails_with(warm + argv + "\n" + variables + "\n", "words of its environment"));

    const std::string compiled =
        "name = x\nsource_file = m\nversion_argv = /x\nrun_argv = ./p\npackage = p\n"
        "artifacts = p\nwarm = compiles\ncompile_argv = /c\n";
    CHECK(error_of(compiled + "warm_headers = a b\n") == "");
    CHECK(fails_with(compiled + "warm_headers = a b a\n", "x.lang:9: \"a\" is there twice"));
    std::string many = "warm_headers =";
    for (int i = 0; i < 17; ++i) many += " h" + std::to_string(i);
    CHECK(fails_with(compiled + many + "\n", "x.lang:9: warm_headers has 17 words"));
    std::string list = "h";
    for (int i = 0; i < 32; ++i) list += ",h";
    CHECK(fails_with(compiled + "warm_headers = " + list + "\n", "x.lang:9: "));
    CHECK(fails_with(compiled + "warm_headers = " + std::string(1024, 'h') + "\n", "is too long"));
}

TEST_CASE("a step's own message has room for whatever a file says") {
    const auto words = [](std::size_t count) {
        std::string line;
        for (std::size_t i = 0; i < count; ++i) line += " w" + std::to_string(i);
        return line + "\n";
    };
    const std::string head = "name = x\nsource_file = m\nversion_argv = /x\npackage = p\n";
    CHECK(error_of(head + "run_argv = /x" + words(255)) == "");
    CHECK(fails_with(head + "run_argv = /x" + words(256) + "aliases = y\n",
                     "x.lang:5: run_argv has 257 words"));
    CHECK(fails_with(head + "run_argv = /x {args} {args}\n",
                     "x.lang:5: run_argv holds {args} twice"));
    CHECK(fails_with(head + "run_argv = /x\ncompile_argv = /c {sources} {sources}\nartifacts = p\n",
                     "x.lang:6: compile_argv holds {sources} twice"));
    CHECK(fails_with(head + "run_argv = /x\ncompile_argv = /c\nartifacts =" + words(17),
                     "x.lang:7: artifacts has 17 words"));
    std::string env = "env =";
    for (int i = 0; i < 65; ++i) env += " A" + std::to_string(i) + "=1";
    CHECK(fails_with(head + "run_argv = /x\n" + env + "\n", "x.lang:6: env has 65 words"));
}

TEST_CASE("no bytes make the parser do anything but answer") {
    std::mt19937 random(20240);  // NOLINT: the same garbage each time
    const std::string alphabet = "name=aliases\"#{}\n\r\t \\/._-x\x01\xff" + std::string(1, '\0');
    std::uniform_int_distribution<std::size_t> pick(0, alphabet.size() - 1);
    std::uniform_int_distribution<std::size_t> length(0, 400);
    std::uniform_int_distribution<int> byte(0, 255);
    std::size_t accepted = 0;
    for (int round = 0; round < 4000; ++round) {
        std::string text = kSmallest;
        const std::size_t at = length(random) % text.size();
        if (round % 3 == 0) text[at] = static_cast<char>(byte(random));
        if (round % 3 == 1) text.insert(at, 1, alphabet[pick(random)]);
        if (round % 3 == 2) {
            text.resize(length(random));
            for (char& c : text) c = alphabet[pick(random)];
        }
        const auto parsed = parse_language("x.lang", text);
        if (parsed) {
            ++accepted;
        } else {
            CHECK(parsed.error().step.starts_with("x.lang:"));
        }
    }
    CHECK(accepted > 0);  // a changed letter inside a value is still a language
}

}  // namespace
}  // namespace kiln::engine
