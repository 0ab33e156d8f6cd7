#include "pool/cgroup/leaf.h"

#include <doctest/doctest.h>
#include <fcntl.h>
#include <unistd.h>

#include <initializer_list>
#include <map>

#include "tests/pool/temporary_directory.h"

namespace kiln::pool {

namespace {

using std::chrono::microseconds;

// Plain files in place of a cgroup's. A write goes to the start of a file and leaves what is
// longer behind it, so reset() empties them where a test looks at what was written.
class FakeGroup {
  public:
    explicit FakeGroup(int version) : version_(version) {}

    CgroupLeaf leaf(std::initializer_list<LeafFile> read_only = {}) {
        LeafFiles files;
        for (std::size_t i = 0; i < kLeafFiles; ++i) {
            int flags = O_RDWR | O_CREAT | O_CLOEXEC;
            for (const LeafFile file : read_only)
                if (static_cast<std::size_t>(file) == i) flags = O_RDONLY | O_CREAT | O_CLOEXEC;
            files[i].reset(::open((folder_.path() / std::to_string(i)).c_str(), flags, 0600));
        }
        return {version_, std::move(files)};
    }
    void put(LeafFile file, const std::string& text) { folder_.write(name(file), text); }
    std::string get(LeafFile file) const { return folder_.read(name(file)); }

  private:
    static std::string name(LeafFile file) {
        return std::to_string(static_cast<std::size_t>(file));
    }
    int version_;
    TemporaryDirectory folder_;
};

constexpr std::initializer_list<LeafFile> kPeakReadOnly = {LeafFile::MemoryPeak};

}  // namespace

TEST_CASE("v1 limits: memory with swap, processes, and a quota of a 100 ms period") {
    FakeGroup group(1);
    CgroupLeaf leaf = group.leaf();
    CHECK(leaf.limit_memory(1 << 20));
    CHECK(leaf.limit_processes(65));
    CHECK(leaf.limit_cpu(1500));
    CHECK(group.get(LeafFile::MemoryLimit) == "1048576");
    CHECK(group.get(LeafFile::SwapLimit) == "1048576");
    CHECK(group.get(LeafFile::PidsLimit) == "65");
    CHECK(group.get(LeafFile::CpuQuota) == "150000");
    group.put(LeafFile::CpuQuota, "");
    CHECK(leaf.limit_cpu(0));
    CHECK(group.get(LeafFile::CpuQuota) == "-1");
}

TEST_CASE("v2 limits: memory without swap, processes, and quota with its period") {
    FakeGroup group(2);
    CgroupLeaf leaf = group.leaf();
    CHECK(leaf.limit_memory(1 << 20));
    CHECK(leaf.limit_processes(65));
    CHECK(leaf.limit_cpu(500));
    CHECK(group.get(LeafFile::MemoryLimit) == "1048576");
    CHECK(group.get(LeafFile::SwapLimit) == "0");
    CHECK(group.get(LeafFile::PidsLimit) == "65");
    CHECK(group.get(LeafFile::CpuQuota) == "50000 100000");
    group.put(LeafFile::CpuQuota, "");
    CHECK(leaf.limit_cpu(0));
    CHECK(group.get(LeafFile::CpuQuota) == "max 100000");
}

// The kernel refuses a v1 memory+swap limit below the memory limit: EINVAL. Here the second write
// of the two is made to fail, and the first one tells the order.
TEST_CASE("v1 lowers memory before memory with swap, and raises them the other way round") {
    FakeGroup lowering(1);
    CgroupLeaf first = lowering.leaf({LeafFile::SwapLimit});
    const auto lowered = first.limit_memory(1000);
    REQUIRE_FALSE(lowered);
    CHECK(lowered.error().step == "set the cgroup's swap limit");
    CHECK(lowering.get(LeafFile::MemoryLimit) == "1000");

    FakeGroup raising(1);
    CHECK(raising.leaf().limit_memory(1000));
    CgroupLeaf second = raising.leaf();
    CHECK(second.limit_memory(1000));
    CHECK(second.limit_memory(2000));
    CHECK(raising.get(LeafFile::SwapLimit) == "2000");

    FakeGroup stuck(1);
    stuck.put(LeafFile::MemoryLimit, "");
    CgroupLeaf third = stuck.leaf({LeafFile::MemoryLimit});
    const auto refused = third.limit_memory(1000);  // from no limit at all this is lowering
    REQUIRE_FALSE(refused);
    CHECK(refused.error().step == "set the cgroup's memory limit");
    CHECK(stuck.get(LeafFile::SwapLimit).empty());
}

TEST_CASE("v1 and v2 CPU time is in microseconds since begin") {
    FakeGroup one(1);
    CgroupLeaf v1 = one.leaf();
    one.put(LeafFile::CpuUsage, "5000000\n");  // nanoseconds
    v1.begin();
    CHECK(v1.cpu_time() == microseconds(0));
    one.put(LeafFile::CpuUsage, "7345678\n");
    CHECK(v1.cpu_time() == microseconds(2345));

    FakeGroup two(2);
    CgroupLeaf v2 = two.leaf();
    two.put(LeafFile::CpuUsage, "usage_usec 100\nuser_usec 60\nsystem_usec 40\n");
    v2.begin();
    two.put(LeafFile::CpuUsage, "usage_usec 350\nuser_usec 200\nsystem_usec 150\n");
    CHECK(v2.cpu_time() == microseconds(250));
}

TEST_CASE("kills for memory and refused forks are counted since begin") {
    struct Format {
        int version;
        const char* before;
        const char* after;
    };
    const Format formats[] = {
        {1, "oom_kill_disable 0\nunder_oom 0\noom_kill 4\n",
         "oom_kill_disable 0\nunder_oom 1\noom_kill 6\n"},
        {2, "low 0\nhigh 0\nmax 9\noom 1\noom_kill 4\noom_group_kill 0\n",
         "low 0\nhigh 0\nmax 99\noom 3\noom_kill 6\noom_group_kill 0\n"},
    };
    for (const Format& format : formats) {
        CAPTURE(format.version);
        FakeGroup group(format.version);
        CgroupLeaf leaf = group.leaf();
        group.put(LeafFile::MemoryEvents, format.before);
        group.put(LeafFile::PidsEvents, "max 10\n");
        leaf.begin();
        CHECK(leaf.oom_kills() == 0);
        CHECK(leaf.process_limit_hits() == 0);
        group.put(LeafFile::MemoryEvents, format.after);
        group.put(LeafFile::PidsEvents, "max 17\n");
        CHECK(leaf.oom_kills() == 2);
        CHECK(leaf.process_limit_hits() == 7);
        leaf.begin();
        CHECK(leaf.oom_kills() == 0);
        CHECK(leaf.process_limit_hits() == 0);
    }
}

TEST_CASE("a peak that can be reset is the cell's own, also below an earlier one") {
    FakeGroup group(1);
    group.put(LeafFile::MemoryPeak, "900000\n");
    CgroupLeaf leaf = group.leaf();
    leaf.begin();
    CHECK(group.get(LeafFile::MemoryPeak)[0] == '0');
    group.put(LeafFile::MemoryPeak, "1234\n");
    CHECK(leaf.memory_peak() == 1234);
}

TEST_CASE("the file cache that earlier cells left is no part of a cell's peak") {
    FakeGroup group(1);
    group.put(LeafFile::MemoryStat, "cache 5000\nrss 700\nshmem 1000\n");
    CgroupLeaf leaf = group.leaf();
    leaf.begin();
    CHECK(leaf.own_memory() == 1700);
    CHECK(leaf.file_cache() == 4000);
    group.put(LeafFile::MemoryPeak, "9000\n");
    CHECK(leaf.memory_peak() == 5000);
}

TEST_CASE("a group is starved when it is full and its pages are read again and again") {
    constexpr std::uint64_t kLimit = 100 << 20;
    const std::string full = "anon 94371840\nfile 4096\nshmem 0\nworkingset_refault_file ";
    FakeGroup group(2);
    group.put(LeafFile::MemoryStat, full + "1000\n");
    CgroupLeaf leaf = group.leaf();
    CHECK(leaf.limit_memory(kLimit));
    leaf.begin();
    CHECK_FALSE(leaf.starved());
    group.put(LeafFile::MemoryStat, full + "27000\n");
    CHECK(leaf.starved());
    group.put(LeafFile::MemoryStat, "anon 1048576\nfile 4096\nworkingset_refault_file 27000\n");
    CHECK_FALSE(leaf.starved());
}

TEST_CASE("a peak that cannot be reset counts only where it rose above an earlier cell's") {
    FakeGroup group(2);
    group.put(LeafFile::MemoryPeak, "900000\n");
    CgroupLeaf leaf = group.leaf(kPeakReadOnly);
    leaf.begin();
    CHECK_FALSE(leaf.memory_peak().has_value());
    group.put(LeafFile::MemoryPeak, "900001\n");
    CHECK(leaf.memory_peak() == 900001);
}

TEST_CASE("processes and memory in use are read as they stand") {
    FakeGroup group(1);
    CgroupLeaf leaf = group.leaf();
    group.put(LeafFile::PidsUsage, "3\n");
    group.put(LeafFile::MemoryUsage, "4096\n");
    CHECK(leaf.processes() == 3);
    CHECK(leaf.memory_usage() == 4096);
    group.put(LeafFile::PidsUsage, "rubbish");
    CHECK_FALSE(leaf.processes().has_value());
}

TEST_CASE("giving back memory asks v1 for all and v2 for what is used") {
    FakeGroup one(1);
    one.put(LeafFile::MemoryUsage, "8192\n");
    one.leaf().reclaim();
    CHECK(one.get(LeafFile::MemoryReclaim) == "0");
    FakeGroup two(2);
    two.put(LeafFile::MemoryUsage, "8192\n");
    two.leaf().reclaim();
    CHECK(two.get(LeafFile::MemoryReclaim) == "8192");
}

TEST_CASE("what a whole container takes is told apart from its cells'") {
    FakeGroup one(1);
    one.put(LeafFile::WholeMemory, "8192\n");
    one.put(LeafFile::WholePids, "7\n");
    one.put(LeafFile::WholeCpu, "5000000\n");
    one.put(LeafFile::CpuUsage, "1000000\n");
    one.put(LeafFile::MemoryUsage, "4096\n");
    const ContainerUsage usage = one.leaf().whole();
    CHECK(usage.memory_bytes == 8192);
    CHECK(usage.processes == 7);
    CHECK(usage.cpu == microseconds(5000));
    FakeGroup two(2);
    two.put(LeafFile::WholeCpu, "usage_usec 6000\nuser_usec 1\n");
    CHECK(two.leaf().whole().cpu == microseconds(6000));
    CHECK_FALSE(two.leaf().whole().memory_bytes.has_value());
    CHECK_FALSE(CgroupLeaf().whole().cpu.has_value());
}

TEST_CASE("the descriptor that tells of refused memory is v1's eventfd and v2's events file") {
    for (const int version : {1, 2}) {
        FakeGroup group(version);
        LeafFiles files;
        files[static_cast<std::size_t>(LeafFile::OomNotify)].reset(::dup(0));
        const int notify = files[static_cast<std::size_t>(LeafFile::OomNotify)].get();
        files[static_cast<std::size_t>(LeafFile::MemoryEvents)].reset(::dup(0));
        const int events = files[static_cast<std::size_t>(LeafFile::MemoryEvents)].get();
        const CgroupLeaf leaf(version, std::move(files));
        CHECK(leaf.oom_descriptor() == (version == 1 ? notify : events));
    }
}

TEST_CASE("without a cgroup every limit succeeds and every counter is empty") {
    CgroupLeaf leaf;
    CHECK(leaf.limit_memory(1));
    CHECK(leaf.limit_processes(1));
    CHECK(leaf.limit_cpu(1));
    leaf.begin();
    leaf.reclaim();
    CHECK_FALSE(leaf.cpu_time().has_value());
    CHECK_FALSE(leaf.memory_peak().has_value());
    CHECK_FALSE(leaf.processes().has_value());
    CHECK_FALSE(leaf.memory_usage().has_value());
    CHECK(leaf.oom_kills() == 0);
    CHECK(leaf.process_limit_hits() == 0);
    CHECK(leaf.oom_descriptor() == -1);
    CHECK(leaf.version() == 0);
}

}  // namespace kiln::pool
