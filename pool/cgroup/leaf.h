#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>

#include "pool/base/result.h"
#include "pool/cgroup/leaf_files.h"
#include "pool/pool_figures.h"

namespace kiln::pool {

// The cgroup of a container's cells, as the unprivileged engine sees it: limits to set, counters
// to read, each call one write or pread of a few microseconds. One cell uses it at a time; begin()
// marks where the counters stood, because they are cumulative. Not thread-safe.
class CgroupLeaf {
  public:
    CgroupLeaf() = default;
    // `version` 1 or 2; 0: no cgroup at all, every setter succeeds and every counter is empty.
    CgroupLeaf(int version, LeafFiles files);

    // ---- limits --------------------------------------------------------------------------------
    // Memory with swap; the group keeps no more than this, page cache and tmpfs included.
    [[nodiscard]] Result<void> limit_memory(std::uint64_t bytes);
    [[nodiscard]] Result<void> limit_processes(std::uint64_t count);
    // A share of the processors in thousandths of one; 0: no limit. A killed group needs the
    // latter, or its processes wait for their next period to die.
    [[nodiscard]] Result<void> limit_cpu(std::uint64_t millicores);

    // ---- counters, since begin() ---------------------------------------------------------------
    void begin();
    [[nodiscard]] std::optional<std::chrono::microseconds> cpu_time() const;
    // How many processes charged to this group the kernel has killed for memory.
    [[nodiscard]] std::uint64_t oom_kills() const;
    // How many forks the limit has refused.
    [[nodiscard]] std::uint64_t process_limit_hits() const;
    // Whether the group is full of its processes' own memory while the kernel, rather than kill,
    // takes their code away and reads it back, over and over: there is progress to be made, so it
    // never gives up, and the program neither ends nor gets anywhere.
    [[nodiscard]] bool starved() const;
    // The most memory used, without the file cache that earlier cells left. Empty where the kernel cannot reset its mark and an earlier cell's
    // stands higher (v2 before Linux 6.12).
    [[nodiscard]] std::optional<std::uint64_t> memory_peak() const;

    // ---- state ---------------------------------------------------------------------------------
    [[nodiscard]] std::optional<std::uint64_t> processes() const;
    [[nodiscard]] std::optional<std::uint64_t> memory_usage() const;
    // Of that: memory of processes and files in memory; and cache of files on disk.
    [[nodiscard]] std::uint64_t own_memory() const;
    [[nodiscard]] std::uint64_t file_cache() const;
    // Of the warm runtimes beside the cells, as the kernel counts it.
    [[nodiscard]] std::optional<std::uint64_t> runtime_memory() const;
    // Of the whole container: memory, CPU time and processes; three reads. Its slot is not known here.
    [[nodiscard]] ContainerUsage whole() const;
    // Gives back page cache that dead cells left; takes about a millisecond for 60 MB.
    void reclaim();

    // Readable (v1) or in exceptional state (v2) when memory was refused: a reason to look at
    // oom_kills(), not a verdict. -1: none. The leaf keeps owning it.
    [[nodiscard]] int oom_descriptor() const;
    [[nodiscard]] int version() const { return version_; }

  private:
    // memory.stat in one read: own_memory(), file_cache(), and pages read back from disk so far.
    struct MemoryStat {
        std::uint64_t own = 0;
        std::uint64_t file_cache = 0;
        std::uint64_t refaults = 0;
    };
    [[nodiscard]] MemoryStat read_memory_stat() const;
    [[nodiscard]] std::optional<std::uint64_t> read_number(LeafFile file) const;
    [[nodiscard]] std::uint64_t read_key(LeafFile file, std::string_view key) const;
    [[nodiscard]] Result<void> write(LeafFile file, const std::string& text) const;
    [[nodiscard]] bool has(LeafFile file) const;
    [[nodiscard]] std::uint64_t cpu_microseconds(LeafFile file) const;

    int version_ = 0;
    LeafFiles files_;
    std::uint64_t cpu_before_ = 0;
    std::uint64_t kills_before_ = 0;
    std::uint64_t hits_before_ = 0;
    std::uint64_t peak_before_ = 0;
    std::uint64_t cache_before_ = 0;
    std::uint64_t refaults_before_ = 0;
    bool peak_resets_ = false;
    std::uint64_t memory_limit_ = ~0ull;
};

}  // namespace kiln::pool
