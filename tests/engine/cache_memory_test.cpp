#include <doctest/doctest.h>
#include <fcntl.h>

#include "engine/cache/memory_store.h"
#include "tests/engine/cached_programs.h"

namespace kiln::engine {
namespace {

constexpr std::uint64_t kMegabyte = 1 << 20;

std::string bytes(std::size_t size) {
    return std::string(size, 'x');
}

CompileResult complaint(const std::string& text) {
    CompileResult result;
    result.step.exit_code = 1;
    result.step.merged = text;
    return result;
}

TEST_CASE("what is kept is found, step and artefacts, again and again") {
    MemoryStore store(kMegabyte, 16);
    CHECK_FALSE(store.find("key").has_value());
    REQUIRE(store.keep("key", program("machine code")));
    for (int i = 0; i < 3; ++i) {
        const auto found = store.find("key");
        REQUIRE(found.has_value());
        CHECK(found->step.merged == "a warning");
        CHECK(found->step.exit_code == 0);
        CHECK(found->step.memory_peak_kb == 12'345);
        REQUIRE(found->artifacts.size() == 1);
        CHECK(found->artifacts[0].name == "program");
        CHECK(text_of(found->artifacts[0].fd) == "machine code");
    }
}

TEST_CASE("two users share the memory of an artefact but no offset, and neither can write it") {
    MemoryStore store(kMegabyte, 16);
    REQUIRE(store.keep("key", program("machine code")));
    auto first = store.find("key");
    const auto second = store.find("key");
    REQUIRE((first && second));
    const int one = first->artifacts[0].fd.get();
    const int two = second->artifacts[0].fd.get();
    struct stat about_one {
    }, about_two{};
    REQUIRE(::fstat(one, &about_one) == 0);
    REQUIRE(::fstat(two, &about_two) == 0);
    CHECK(about_one.st_ino == about_two.st_ino);
    CHECK(::lseek(one, 5, SEEK_SET) == 5);
    CHECK(::lseek(two, 0, SEEK_CUR) == 0);
    CHECK(::write(one, "X", 1) == -1);
    CHECK(::ftruncate(one, 0) == -1);
    const std::string path = "/proc/self/fd/" + std::to_string(one);
    const pool::UniqueFd writable(::open(path.c_str(), O_RDWR | O_CLOEXEC));
    CHECK((!writable.valid() || ::write(writable.get(), "X", 1) == -1));
    first.reset();
    CHECK(text_of(second->artifacts[0].fd) == "machine code");
}

TEST_CASE("what was not asked for the longest goes first") {
    MemoryStore store(100'000, 16);
    for (const char* key : {"a", "b", "c"}) REQUIRE(store.keep(key, program(bytes(20'000))));
    CHECK(store.find("a").has_value());
    REQUIRE(store.keep("d", program(bytes(20'000))));
    REQUIRE(store.keep("e", program(bytes(20'000))));
    CHECK(store.find("a").has_value());
    CHECK_FALSE(store.find("b").has_value());
    CHECK(store.find("d").has_value());
    CHECK(store.bytes() <= 100'000);
}

TEST_CASE("the bound counts keys, messages and whole pages") {
    MemoryStore store(kMegabyte, 100'000);
    for (int i = 0; i < 1000; ++i) {
        REQUIRE(store.keep(std::to_string(i) + bytes(10'000), complaint("no")));
    }
    CHECK(store.entries() < kMegabyte / 10'000);
    for (int i = 0; i < 1000; ++i) {
        REQUIRE(store.keep(std::to_string(i), complaint(bytes(10'000))));
    }
    CHECK(store.entries() < kMegabyte / 10'000);
    for (int i = 0; i < 1000; ++i) REQUIRE(store.keep(std::to_string(i), program("x")));
    CHECK(store.entries() < kMegabyte / 4096);
    CHECK(store.bytes() <= kMegabyte);
}

TEST_CASE("descriptors are bounded as well as bytes") {
    MemoryStore store(kMegabyte, 3);
    for (int i = 0; i < 10; ++i) REQUIRE(store.keep(std::to_string(i), program("x")));
    CHECK(store.entries() == 3);
    CHECK(store.descriptors() == 3);
    for (int i = 0; i < 10; ++i) REQUIRE(store.keep("no" + std::to_string(i), complaint("x")));
    CHECK(store.entries() == 13);
}

TEST_CASE("one large result does not cost all others their place") {
    MemoryStore store(kMegabyte, 16);
    REQUIRE(store.keep("small", program("x")));
    CHECK_FALSE(store.keep("large", program(bytes(kMegabyte / 2))));
    CHECK(store.find("small").has_value());
    CHECK_FALSE(store.find("large").has_value());
}

TEST_CASE("a key that is kept again has the newer result, and counts once") {
    MemoryStore store(kMegabyte, 16);
    REQUIRE(store.keep("key", program("old")));
    const std::uint64_t before = store.bytes();
    REQUIRE(store.keep("key", program("new")));
    CHECK(store.bytes() == before);
    CHECK(store.entries() == 1);
    CHECK(text_of(store.find("key")->artifacts[0].fd) == "new");
}

}  // namespace
}  // namespace kiln::engine
