#include <doctest/doctest.h>
#include <fcntl.h>

#include <filesystem>
#include <fstream>
#include <vector>

#include "engine/cache/disk_store.h"
#include "engine/cache/entry_format.h"
#include "tests/engine/cached_programs.h"
#include "tests/pool/temporary_directory.h"

namespace kiln::engine {
namespace {

namespace fs = std::filesystem;

constexpr std::uint64_t kMegabyte = 1 << 20;

// A directory for a store, and stores in it one after the other, as engines restart.
struct Place {
    [[nodiscard]] DiskStore store(std::uint64_t bytes = kMegabyte) const {
        const int fd = ::open(directory.path().c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
        DiskStore store(pool::UniqueFd(fd), bytes);
        REQUIRE(store.open().has_value());
        return store;
    }
    [[nodiscard]] std::vector<fs::path> files() const {
        return {fs::directory_iterator(directory.path()), fs::directory_iterator()};
    }
    [[nodiscard]] fs::path only_file() const {
        REQUIRE(files().size() == 1);
        return files().front();
    }
    pool::TemporaryDirectory directory;
};

// The program's content, or why there is none.
std::string loaded(DiskStore& store, const std::string& key) {
    auto result = store.load(key);
    if (!result) return result.error().text();
    if (!result.value()) return "nothing";
    return text_of(result.value()->artifacts.at(0).fd);
}

TEST_CASE("a program survives a restart, with its compiler's words and figures") {
    const Place place;
    REQUIRE(place.store().save("key", program("machine code")).has_value());
    DiskStore store = place.store();
    const auto result = store.load("key");
    REQUIRE(result.has_value());
    REQUIRE(result.value().has_value());
    const CompileResult& found = *result.value();
    CHECK(found.step.err == "a warning");
    CHECK(found.step.merged == "a warning");
    CHECK(found.step.out.empty());
    CHECK(found.step.exit_code == 0);
    CHECK_FALSE(found.step.signal.has_value());
    CHECK(found.step.wall == std::chrono::milliseconds(250));
    CHECK(found.step.cpu == std::chrono::milliseconds(200));
    CHECK(found.step.memory_peak_kb == 12'345);
    REQUIRE(found.artifacts.size() == 1);
    CHECK(found.artifacts[0].size == 12);
    CHECK(text_of(found.artifacts[0].fd) == "machine code");
    CHECK(::write(found.artifacts[0].fd.get(), "X", 1) == -1);
    CHECK(loaded(store, "another key") == "nothing");
}

TEST_CASE("a file is for its owner alone") {
    const Place place;
    REQUIRE(place.store().save("key", program("x")).has_value());
    struct stat about {};
    REQUIRE(::stat(place.only_file().c_str(), &about) == 0);
    CHECK((about.st_mode & 07777) == 0600);
}

TEST_CASE("a damaged file is found out wherever it is damaged, and removed") {
    const std::string whole = encode_entry("key", program("machine code")).value();
    for (std::size_t at = 0; at < whole.size(); ++at) {
        const Place place;
        DiskStore store = place.store();
        REQUIRE(store.save("key", program("machine code")).has_value());
        std::string bytes = whole;
        bytes[at] = static_cast<char>(bytes[at] ^ 0x20);
        std::ofstream(place.only_file(), std::ios::binary) << bytes;
        CHECK(loaded(store, "key").find("Bad message") != std::string::npos);
        CHECK(place.files().empty());
        CHECK(store.entries() == 0);
        CHECK(store.bytes() == 0);
        CHECK(loaded(store, "key") == "nothing");
    }
}

TEST_CASE("a file that was cut short is removed") {
    const Place place;
    for (const std::uintmax_t length : {0u, 7u, 16u, 40u}) {
        DiskStore store = place.store();
        REQUIRE(store.save("key", program("machine code")).has_value());
        fs::resize_file(place.only_file(), length);
        CHECK(loaded(store, "key").find("Bad message") != std::string::npos);
        CHECK(place.files().empty());
    }
}

TEST_CASE("fields that do not fit are no program, even under a right checksum") {
    const std::string good = encode_entry("key", program("machine code")).value();
    const std::string fields = good.substr(16);
    for (const std::string& changed :
         {fields + "x", fields.substr(0, fields.size() - 1), std::string(), std::string(8, '\xff'),
          fields.substr(0, 11) + std::string(64, '\xff')}) {
        const std::uint64_t sum = std::hash<std::string>{}(changed);
        std::string bytes = good.substr(0, 8);
        bytes.append(reinterpret_cast<const char*>(&sum), sizeof sum);
        const auto result = decode_entry(bytes + changed, "key");
        // Where the key itself is gone, the entry is some other's.
        CHECK((!result.has_value() || !result.value().has_value()));
    }
}

TEST_CASE("a file under another key's name is not taken for its") {
    const Place place;
    DiskStore store = place.store();
    REQUIRE(store.save("mine", program("mine")).has_value());
    const fs::path file = place.only_file();
    std::ofstream(file, std::ios::binary) << encode_entry("other", program("other")).value();
    CHECK(loaded(store, "mine") == "nothing");
    REQUIRE(store.save("mine", program("mine")).has_value());
    CHECK(loaded(store, "mine") == "mine");
}

TEST_CASE("a file that others may write, a link and a folder are not read") {
    const Place place;
    {
        DiskStore store = place.store();
        REQUIRE(store.save("key", program("x")).has_value());
        const fs::path file = place.only_file();
        fs::permissions(file, fs::perms::group_write, fs::perm_options::add);
        CHECK(loaded(store, "key").find("not a file of ours") != std::string::npos);
        CHECK(place.files().empty());
        const fs::path elsewhere = place.directory.write("elsewhere", "");
        std::ofstream(elsewhere, std::ios::binary) << encode_entry("key", program("y")).value();
        fs::permissions(elsewhere, fs::perms(0600));
        REQUIRE(store.save("key", program("x")).has_value());
        fs::remove(file);
        fs::create_symlink(elsewhere, file);
        CHECK(loaded(store, "key").find("open a cached program") != std::string::npos);
        fs::create_symlink(elsewhere, file);
        fs::create_directory(place.directory.path() / "0123456789abcdef.program");
    }
    DiskStore store = place.store();
    CHECK(store.entries() == 0);
    CHECK(loaded(store, "key") == "nothing");
    CHECK(fs::exists(place.directory.path() / "elsewhere"));
}

TEST_CASE("a file is written through no link that waits under its name") {
    const Place place;
    DiskStore store = place.store();
    REQUIRE(store.save("key", program("x")).has_value());
    const fs::path file = place.only_file();
    const fs::path victim = place.directory.write("victim", "precious");
    fs::remove(file);
    fs::create_symlink(victim, file.string() + ".new");
    CHECK_FALSE(store.save("key", program("x")).has_value());
    CHECK(place.directory.read("victim") == "precious");
    CHECK(place.store().entries() == 0);  // which clears the way
    CHECK(store.save("key", program("x")).has_value());
}

TEST_CASE("the directory stays within its bound, and the least recently used goes first") {
    const Place place;
    const std::string content(20'000, 'x');
    {
        DiskStore store = place.store(100'000);
        for (const char* key : {"a", "b", "c"}) {
            REQUIRE(store.save(key, program(content)).has_value());
        }
        CHECK(loaded(store, "a") == content);
        for (const char* key : {"d", "e"}) {
            REQUIRE(store.save(key, program(content)).has_value());
        }
        CHECK(store.bytes() <= 100'000);
        CHECK(loaded(store, "b") == "nothing");
        CHECK(loaded(store, "a") == content);
        REQUIRE(store.save("large", program(std::string(50'000, 'x'))).has_value());
        CHECK(loaded(store, "large") == "nothing");
    }
    DiskStore smaller = place.store(50'000);
    CHECK(smaller.entries() == 2);
    CHECK(place.files().size() == 2);
    CHECK(loaded(smaller, "a") == content);
}

TEST_CASE("what a killed engine had not finished is cleared away") {
    const Place place;
    place.directory.write("0123456789abcdef.program.new", "half");
    DiskStore store = place.store();
    CHECK(place.files().empty());
    CHECK(store.bytes() == 0);
}

}  // namespace
}  // namespace kiln::engine
