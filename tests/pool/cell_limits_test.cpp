#include "pool/cell_limits.h"

#include <doctest/doctest.h>
#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <cstdlib>
#include <string>
#include <thread>

#include "pool/base/memfd.h"
#include "pool/pool_config.h"

// What is asked of the kernel, by files of this test's. What the kernel makes of it is tested in
// containers/.
namespace kiln::pool {

namespace {

constexpr std::uint64_t kMb = 1 << 20;

UniqueFd file_with(const std::string& text) {
    UniqueFd fd = open_memfd("file").value();
    REQUIRE(::write(fd.get(), text.data(), text.size()) == static_cast<ssize_t>(text.size()));
    return fd;
}

class Group {
  public:
    explicit Group(std::uint64_t used = 0)
        : usage_(file_with(std::to_string(used) + "\n")), leaf_(1, files()) {}

    [[nodiscard]] CgroupLeaf& leaf() { return leaf_; }
    // As it was set last.
    [[nodiscard]] static std::uint64_t limit(const UniqueFd& file) {
        char text[32] = {};
        return ::pread(file.get(), text, sizeof text - 1, 0) > 0 ? std::strtoull(text, nullptr, 10)
                                                                 : 0;
    }
    [[nodiscard]] std::uint64_t memory() const { return limit(memory_); }
    [[nodiscard]] std::uint64_t processes() const { return limit(processes_); }

  private:
    LeafFiles files() {
        LeafFiles files;
        const auto share = [&files](LeafFile file, const UniqueFd& ours) {
            files[static_cast<std::size_t>(file)] =
                UniqueFd(::fcntl(ours.get(), F_DUPFD_CLOEXEC, 0));
        };
        share(LeafFile::MemoryUsage, usage_);
        share(LeafFile::MemoryLimit, memory_);
        share(LeafFile::PidsLimit, processes_);
        return files;
    }

    UniqueFd usage_;
    UniqueFd memory_ = file_with(""), processes_ = file_with("");
    CgroupLeaf leaf_;
};

StepLimits limits_of(std::uint64_t memory) {
    StepLimits limits;
    limits.memory_bytes = memory;
    limits.processes = 20;
    return limits;
}

}  // namespace

TEST_CASE("a waiting cell has what it needs to stand ready, more where a runtime starts in it") {
    Group cold, warm;
    REQUIRE(limit_waiting(cold.leaf(), false, 0));
    REQUIRE(limit_waiting(warm.leaf(), true, 0));
    CHECK(cold.memory() == 64 * kMb);
    CHECK(warm.memory() == kStartingMemory);
    CHECK(cold.processes() == warm.processes());
}

TEST_CASE(
    "a step has its limits, less what its runtime is charged for, and a process for the init") {
    Group group;
    const auto fits = limit_step(group.leaf(), limits_of(100 * kMb), 10 * kMb);
    REQUIRE(fits);
    CHECK(fits.value());
    CHECK(group.memory() == 90 * kMb);
    CHECK(group.processes() == 21);
}

TEST_CASE("a cell that has more already than the step may have keeps its limit") {
    Group group(60 * kMb);
    const auto fits = limit_step(group.leaf(), limits_of(60 * kMb), 1);
    REQUIRE(fits);
    CHECK_FALSE(fits.value());
    CHECK(group.memory() == 0);
    CHECK(limit_step(group.leaf(), limits_of(60 * kMb), 0).value());
}

TEST_CASE("a step goes on in a warm runtime with more than 16 MB beside what that shares with it") {
    CHECK_FALSE(has_room_beside(10 * kMb, 20 * kMb));
    CHECK_FALSE(has_room_beside(36 * kMb, 20 * kMb));
    CHECK(has_room_beside(36 * kMb + 1, 20 * kMb));
    CHECK(stays_shared(20 * kMb) == 10 * kMb);
}

TEST_CASE("a cell uses all processors, or one more than its share says") {
    const unsigned online = std::max(1u, std::thread::hardware_concurrency());
    CHECK(cpus_at_once(0) == online);
    CHECK(cpus_at_once(100) == 1);
    CHECK(cpus_at_once(1000) == std::min(online, 2u));
    CHECK(cpus_at_once(1'000'000) == online);
}

}  // namespace kiln::pool
