#pragma once

#include <atomic>
#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/thread_pool.hpp>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>

#include "engine/cache/compile_result.h"
#include "engine/cache/disk_store.h"
#include "engine/cache/memory_store.h"
#include "engine/catalogue/language.h"
#include "pool/base/unique_fd.h"
#include "pool/step.h"

namespace kiln::engine {

struct CacheConfig {
    std::uint64_t memory_bytes = 0;  // 0: nothing is kept, on disk neither
    std::size_t descriptors = 256;   // open files it may hold
    // Names the state of the toolchains' files beyond their version, and of whatever else of the
    // host a compiler's result depends on. Asked for each job, so it must be quick; may be empty.
    std::function<std::string()> stamp;
    pool::UniqueFd directory;  // where valid, programs are kept there too; see DiskStore
    std::uint64_t disk_bytes = 0;
};

// The longest that a job waits for a program on disk. What comes later is of no use to it.
inline constexpr std::chrono::milliseconds kDiskPatience{200};

// The engine's memory of what its compilers left.
//
// Lives on one executor. The disk part, if there is one, works in a thread that only this class
// hands work to; it talks back by posting to the executor. close() ends that thread.
class CompileCache {
  public:
    CompileCache(boost::asio::any_io_executor executor, CacheConfig config);
    CompileCache(const CompileCache&) = delete;
    CompileCache& operator=(const CompileCache&) = delete;
    ~CompileCache();

    // The key of a compile step, "" for one that is not cached: the cache is off, or the
    // toolchain's `version` is not known.
    [[nodiscard]] std::string key_of(const Language& language, const std::string& version,
                                     const pool::StepSpec& step) const;

    // What is kept under `key`, from memory or from disk. Completes at once where that is in
    // memory, at the latest at `deadline` or after `patience`. Trouble is logged, and nothing
    // is found. The cache must outlive it.
    [[nodiscard]] boost::asio::awaitable<std::optional<CompileResult>> find(
        std::string key, pool::Clock::time_point deadline,
        std::chrono::milliseconds patience = kDiskPatience);

    // Keeps a result that is repeatable(); artefacts stay the caller's, the memory is shared.
    void keep(std::string key, const CompileResult& result);

    // Waits for what is being written; from then on only memory is used.
    void close();

    [[nodiscard]] std::size_t entries() const { return memory_.entries(); }
    [[nodiscard]] std::uint64_t bytes() const { return memory_.bytes(); }

  private:
    // One question to the disk; outlives whoever asked.
    struct Lookup;

    void save(const std::string& key, const CompileResult& result);
    void disk_work(std::function<pool::Result<void>()> work);

    boost::asio::any_io_executor executor_;
    bool on_;
    std::function<std::string()> stamp_;
    MemoryStore memory_;

    // The disk's thread alone uses these two, after the constructor.
    std::unique_ptr<DiskStore> disk_;
    bool disk_failing_ = false;

    std::atomic<std::size_t> unsaved_{0};
    std::unique_ptr<boost::asio::thread_pool> disk_thread_;  // null without a disk part
};

}  // namespace kiln::engine
