#include "engine/catalogue/catalogue.h"

#include <doctest/doctest.h>

#include <cstdlib>
#include <fstream>

namespace kiln::engine {
namespace {

Language named(std::string name, std::vector<std::string> aliases) {
    Language language;
    language.name = std::move(name);
    language.aliases = std::move(aliases);
    return language;
}

// A folder of its own for one test, removed at the end.
class Folder {
  public:
    Folder() {
        std::string path = (std::filesystem::temp_directory_path() / "kiln-test-XXXXXX").string();
        REQUIRE(mkdtemp(path.data()) != nullptr);
        path_ = path;
    }
    Folder(const Folder&) = delete;
    Folder& operator=(const Folder&) = delete;
    ~Folder() {
        std::error_code ignored;  // nothing depends on it
        std::filesystem::remove_all(path_, ignored);
    }
    void write(const std::string& name, const std::string& text) const {
        std::ofstream(path_ / name, std::ios::binary) << text;
    }
    [[nodiscard]] const std::filesystem::path& path() const { return path_; }

  private:
    std::filesystem::path path_;
};

std::string smallest(const std::string& name) {
    return "name = " + name +
           "\nsource_file = m\nversion_argv = /x\nrun_argv = /x {source}\npackage = p\n";
}

TEST_CASE("names and aliases are found whatever their case, and otherwise exactly") {
    const auto catalogue = Catalogue::make({named("one", {"eins", "e ins", "uno "})});
    REQUIRE(catalogue.has_value());
    const Language* const one = &catalogue.value().all().front();
    for (const char* word : {"one", "ONE", "Eins", "e INS", "uno "}) {
        CAPTURE(word);
        CHECK(catalogue.value().find(word) == one);
    }
    for (const char* word : {"", "on", "one ", " one", "uno", "eins ", "ones"}) {
        CAPTURE(word);
        CHECK(catalogue.value().find(word) == nullptr);
    }
    CHECK(catalogue.value().find(std::string_view("one\0", 4)) == nullptr);
}

TEST_CASE("two languages cannot claim one name") {
    const auto catalogue = Catalogue::make({named("one", {"same"}), named("two", {"same"})});
    REQUIRE_FALSE(catalogue.has_value());
    CHECK(catalogue.error().text() ==
          "the languages one and two both claim the name \"same\" (remove it from one of them)");
    CHECK_FALSE(Catalogue::make({named("one", {}), named("two", {"one"})}).has_value());
    CHECK_FALSE(Catalogue::make({named("one", {}), named("one", {})}).has_value());
}

TEST_CASE("a folder's language files are loaded in order of name, others are not read") {
    const Folder folder;
    folder.write("b.lang", smallest("bee"));
    folder.write("a.lang", smallest("ay"));
    folder.write("README.md", "not a language");
    const auto catalogue = Catalogue::load(folder.path());
    REQUIRE(catalogue.has_value());
    REQUIRE(catalogue.value().all().size() == 2);
    CHECK(catalogue.value().all()[0].name == "ay");
    CHECK(catalogue.value().all()[1].name == "bee");
}

TEST_CASE("a folder without languages, a missing one and a bad file are named") {
    const Folder folder;
    const auto empty = Catalogue::load(folder.path());
    REQUIRE_FALSE(empty.has_value());
    CHECK(empty.error().step.starts_with("no *.lang file in"));

    const auto missing = Catalogue::load(folder.path() / "nowhere");
    REQUIRE_FALSE(missing.has_value());
    CHECK(missing.error().code == std::errc::no_such_file_or_directory);

    folder.write("bad.lang", "name = x\nwhat = y\n");
    const auto bad = Catalogue::load(folder.path());
    REQUIRE_FALSE(bad.has_value());
    CHECK(bad.error().step.find("bad.lang:2: unknown key \"what\"") != std::string::npos);

    folder.write("bad.lang", std::string(100'000, '\n'));
    const auto long_file = Catalogue::load(folder.path());
    REQUIRE_FALSE(long_file.has_value());
    CHECK(long_file.error().text().find("at most 65536") != std::string::npos);

    std::filesystem::remove(folder.path() / "bad.lang");
    std::filesystem::create_directory(folder.path() / "bad.lang");
    const auto no_file = Catalogue::load(folder.path());
    REQUIRE_FALSE(no_file.has_value());
    CHECK(no_file.error().step.find("bad.lang") != std::string::npos);
}

TEST_CASE("folding changes ASCII letters only") {
    CHECK(fold_case("AbZ\xc3\x84[]") == "abz\xc3\x84[]");
}

}  // namespace
}  // namespace kiln::engine
