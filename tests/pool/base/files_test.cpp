#include "pool/base/files.h"

#include <doctest/doctest.h>
#include <unistd.h>

#include <cerrno>
#include <string>
#include <vector>

#include "tests/pool/temporary_directory.h"

namespace kiln::pool {
namespace {

TEST_CASE("a file is read whole, whatever its bytes and however long it is") {
    const TemporaryDirectory folder;
    std::string text(100'000, 'x');
    text[50'000] = '\0';
    CHECK(read_file(folder.write("long", text)).value() == text);
    CHECK(read_file(folder.write("empty", "")).value().empty());
}

TEST_CASE("a file of /proc, which tells no size, is read whole") {
    CHECK(read_file("/proc/self/stat").value().starts_with(std::to_string(::getpid())));
}

TEST_CASE("what cannot be opened and what cannot be read is an error with its path") {
    const TemporaryDirectory folder;
    const auto missing = read_file(folder.path() / "missing");
    REQUIRE(missing.has_error());
    CHECK(missing.error().code.value() == ENOENT);
    CHECK(missing.error().text().find("missing") != std::string::npos);
    const auto directory = read_file(folder.path());
    REQUIRE(directory.has_error());
    CHECK(directory.error().code.value() == EISDIR);
}

TEST_CASE("the names in a directory come in order, also hidden ones and links that lead nowhere") {
    const TemporaryDirectory folder;
    CHECK(names_in(folder.path()).value().empty());
    (void)folder.write("b", "");
    (void)folder.write(".a", "");
    REQUIRE(::symlink("nowhere", (folder.path() / "c").c_str()) == 0);
    CHECK(names_in(folder.path()).value() == std::vector<std::string>{".a", "b", "c"});
}

TEST_CASE("what is no directory is an error with its path") {
    const TemporaryDirectory folder;
    CHECK(names_in(folder.write("file", "")).error().code.value() == ENOTDIR);
    CHECK(names_in(folder.path() / "missing").error().code.value() == ENOENT);
}

}  // namespace
}  // namespace kiln::pool
