#include "pool/cgroup/leaf.h"

#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <charconv>
#include <span>
#include <string_view>

namespace kiln::pool {

namespace {

constexpr std::uint64_t kCpuPeriodUs = 100'000;

// What starved() calls full; the rest is kernel memory and the pages that come and go.
constexpr std::uint64_t kFullPercent = 80;
constexpr std::uint64_t kPageBytes = 4096;

constexpr std::array<const char*, kLeafFiles> kWhat = {
    "memory limit", "swap limit",     "memory peak", "memory usage",       "memory events",
    "memory stat",  "memory reclaim", "oom notice",  "pids limit",         "pids usage",
    "pids events",  "cpu quota",      "cpu usage",   "memory of runtimes", "memory of all",
    "pids of all",  "cpu of all"};

std::string_view pread_text(int fd, std::span<char> buffer) {
    const ssize_t got = ::pread(fd, buffer.data(), buffer.size(), 0);
    return {buffer.data(), got > 0 ? static_cast<std::size_t>(got) : 0};
}

std::optional<std::uint64_t> leading_number(std::string_view text) {
    std::uint64_t value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (error != std::errc() || end == text.data()) return std::nullopt;
    return value;
}

// A "key value" line of a flat keyed file's text. 0 where there is none.
std::uint64_t key_in(std::string_view text, std::string_view key) {
    while (!text.empty()) {
        const std::string_view line = text.substr(0, text.find('\n'));
        text.remove_prefix(std::min(text.size(), line.size() + 1));
        if (line.starts_with(key) && line.size() > key.size() && line[key.size()] == ' ')
            return leading_number(line.substr(key.size() + 1)).value_or(0);
    }
    return 0;
}

}  // namespace

CgroupLeaf::CgroupLeaf(int version, LeafFiles files)
    : version_(version), files_(std::move(files)) {}

bool CgroupLeaf::has(LeafFile file) const {
    return files_[static_cast<std::size_t>(file)].valid();
}

Result<void> CgroupLeaf::write(LeafFile file, const std::string& text) const {
    if (!has(file)) return success();
    const auto index = static_cast<std::size_t>(file);
    // pwrite at 0: kernfs files take one whole value a call.
    if (::pwrite(files_[index].get(), text.data(), text.size(), 0) < 0)
        return errno_error(std::string("set the cgroup's ") + kWhat[index]);
    return success();
}

std::optional<std::uint64_t> CgroupLeaf::read_number(LeafFile file) const {
    if (!has(file)) return std::nullopt;
    std::array<char, 64> buffer{};
    return leading_number(pread_text(files_[static_cast<std::size_t>(file)].get(), buffer));
}

std::uint64_t CgroupLeaf::read_key(LeafFile file, std::string_view key) const {
    if (!has(file)) return 0;
    std::array<char, 1024> buffer{};
    return key_in(pread_text(files_[static_cast<std::size_t>(file)].get(), buffer), key);
}

CgroupLeaf::MemoryStat CgroupLeaf::read_memory_stat() const {
    if (!has(LeafFile::MemoryStat)) return {};
    std::array<char, 8192> buffer{};
    const std::string_view text =
        pread_text(files_[static_cast<std::size_t>(LeafFile::MemoryStat)].get(), buffer);
    const std::uint64_t shmem = key_in(text, "shmem");
    const std::uint64_t cached = key_in(text, version_ == 2 ? "file" : "cache");
    // Files in memory (shmem) are counted among the cached ones.
    return {key_in(text, version_ == 2 ? "anon" : "rss") + shmem, cached - std::min(cached, shmem),
            key_in(text, "workingset_refault_file")};
}

Result<void> CgroupLeaf::limit_memory(std::uint64_t bytes) {
    if (version_ == 2) {
        if (memory_limit_ == ~0ull) {
            BOOST_OUTCOME_TRY(write(LeafFile::SwapLimit, "0"));
        }
        BOOST_OUTCOME_TRY(write(LeafFile::MemoryLimit, std::to_string(bytes)));
        memory_limit_ = bytes;
        return success();
    }
    // v1: memory plus swap may never be set below memory, so the order depends on the direction.
    const std::string text = std::to_string(bytes);
    const bool lower = bytes < memory_limit_;
    BOOST_OUTCOME_TRY(write(lower ? LeafFile::MemoryLimit : LeafFile::SwapLimit, text));
    BOOST_OUTCOME_TRY(write(lower ? LeafFile::SwapLimit : LeafFile::MemoryLimit, text));
    memory_limit_ = bytes;
    return success();
}

Result<void> CgroupLeaf::limit_processes(std::uint64_t count) {
    return write(LeafFile::PidsLimit, std::to_string(count));
}

Result<void> CgroupLeaf::limit_cpu(std::uint64_t millicores) {
    const std::uint64_t quota = millicores * kCpuPeriodUs / 1000;
    if (version_ == 2)
        return write(LeafFile::CpuQuota, (quota == 0 ? std::string("max") : std::to_string(quota)) +
                                             " " + std::to_string(kCpuPeriodUs));
    return write(LeafFile::CpuQuota, quota == 0 ? std::string("-1") : std::to_string(quota));
}

std::uint64_t CgroupLeaf::cpu_microseconds(LeafFile file) const {
    if (version_ == 2) return read_key(file, "usage_usec");
    return read_number(file).value_or(0) / 1000;
}

void CgroupLeaf::begin() {
    cpu_before_ = cpu_microseconds(LeafFile::CpuUsage);
    kills_before_ = read_key(LeafFile::MemoryEvents, "oom_kill");
    hits_before_ = read_key(LeafFile::PidsEvents, "max");
    // v1 resets its mark on any write; v2 for this open file on Linux 6.12 and later, else EINVAL
    // or, where the file is read-only, EBADF.
    peak_resets_ = has(LeafFile::MemoryPeak) && write(LeafFile::MemoryPeak, "0").has_value();
    const MemoryStat stat = read_memory_stat();
    cache_before_ = stat.file_cache;
    refaults_before_ = stat.refaults;
    peak_before_ = peak_resets_ ? 0 : read_number(LeafFile::MemoryPeak).value_or(0);
}

std::optional<std::chrono::microseconds> CgroupLeaf::cpu_time() const {
    if (!has(LeafFile::CpuUsage)) return std::nullopt;
    return std::chrono::microseconds(cpu_microseconds(LeafFile::CpuUsage) - cpu_before_);
}

std::uint64_t CgroupLeaf::oom_kills() const {
    return read_key(LeafFile::MemoryEvents, "oom_kill") - kills_before_;
}

std::uint64_t CgroupLeaf::process_limit_hits() const {
    return read_key(LeafFile::PidsEvents, "max") - hits_before_;
}

std::optional<std::uint64_t> CgroupLeaf::memory_peak() const {
    const auto peak = read_number(LeafFile::MemoryPeak);
    if (!peak || (!peak_resets_ && *peak <= peak_before_)) return std::nullopt;
    return *peak - std::min(*peak, cache_before_);
}

std::uint64_t CgroupLeaf::own_memory() const {
    return read_memory_stat().own;
}
std::uint64_t CgroupLeaf::file_cache() const {
    return read_memory_stat().file_cache;
}

bool CgroupLeaf::starved() const {
    if (!has(LeafFile::MemoryStat) || memory_limit_ == ~0ull) return false;
    // Pages that were taken away and soon read again: as many as the whole limit holds, when a
    // program that merely uses its memory has hardly one.
    const MemoryStat stat = read_memory_stat();
    return stat.own >= memory_limit_ / 100 * kFullPercent &&
           stat.refaults - std::min(stat.refaults, refaults_before_) >= memory_limit_ / kPageBytes;
}

std::optional<std::uint64_t> CgroupLeaf::processes() const {
    return read_number(LeafFile::PidsUsage);
}

std::optional<std::uint64_t> CgroupLeaf::memory_usage() const {
    return read_number(LeafFile::MemoryUsage);
}

std::optional<std::uint64_t> CgroupLeaf::runtime_memory() const {
    return read_number(LeafFile::RuntimeMemory);
}

ContainerUsage CgroupLeaf::whole() const {
    ContainerUsage usage;
    usage.memory_bytes = read_number(LeafFile::WholeMemory);
    usage.processes = read_number(LeafFile::WholePids);
    if (has(LeafFile::WholeCpu))
        usage.cpu = std::chrono::microseconds(cpu_microseconds(LeafFile::WholeCpu));
    return usage;
}

void CgroupLeaf::reclaim() {
    // Best effort: what cannot be given back shows in memory_usage(), which the health loop
    // compares. v2's memory.reclaim (Linux 5.19) answers EAGAIN when it freed less than asked.
    const std::uint64_t usage = memory_usage().value_or(0);
    if (usage != 0)
        (void)write(LeafFile::MemoryReclaim, version_ == 2 ? std::to_string(usage) : "0");
}

int CgroupLeaf::oom_descriptor() const {
    const LeafFile file = version_ == 2 ? LeafFile::MemoryEvents : LeafFile::OomNotify;
    return files_[static_cast<std::size_t>(file)].get();
}

}  // namespace kiln::pool
