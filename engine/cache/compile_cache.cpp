#include "engine/cache/compile_cache.h"

#include <algorithm>
#include <boost/asio/post.hpp>
#include <utility>

#include "engine/cache/compile_key.h"
#include "pool/base/log.h"
#include "pool/event.h"

namespace kiln::engine {
namespace {

// Programs waiting to be written; more are left out. They hold memory.
constexpr std::size_t kMostUnsaved = 16;

}  // namespace

struct CompileCache::Lookup {
    explicit Lookup(boost::asio::any_io_executor executor) : answered(std::move(executor)) {}
    std::optional<CompileResult> found;
    pool::Event answered;
};

CompileCache::CompileCache(boost::asio::any_io_executor executor, CacheConfig config)
    : executor_(std::move(executor)),
      on_(config.memory_bytes > 0),
      stamp_(std::move(config.stamp)),
      memory_(config.memory_bytes, config.descriptors) {
    if (!on_ || !config.directory.valid()) return;
    disk_ = std::make_unique<DiskStore>(std::move(config.directory), config.disk_bytes);
    disk_thread_ = std::make_unique<boost::asio::thread_pool>(1);
    disk_work([this] { return disk_->open(); });
}

CompileCache::~CompileCache() {
    close();
}

void CompileCache::close() {
    if (!disk_thread_) return;
    disk_thread_->join();
    disk_thread_.reset();
}

// In the disk's thread. Trouble is told once, until something works again.
void CompileCache::disk_work(std::function<pool::Result<void>()> work) {
    boost::asio::post(*disk_thread_, [this, work = std::move(work)] {
        const pool::Result<void> done = work();
        if (!done && !disk_failing_) {
            spdlog::warn("trouble with the compile cache's directory: {}", done.error().text());
        }
        disk_failing_ = !done;
    });
}

std::string CompileCache::key_of(const Language& language, const std::string& version,
                                 const pool::StepSpec& step) const {
    if (!on_ || version.empty() || !has_key(step)) return {};
    return compile_key(language, version, stamp_ ? stamp_() : std::string(), step);
}

boost::asio::awaitable<std::optional<CompileResult>> CompileCache::find(
    std::string key, pool::Clock::time_point deadline, std::chrono::milliseconds patience) {
    auto found = memory_.find(key);
    if (found || !disk_thread_) co_return found;
    const auto lookup = std::make_shared<Lookup>(executor_);
    // The question goes back with its answer: it must not end in the disk's thread.
    disk_work([this, key, asked = lookup]() mutable -> pool::Result<void> {
        auto loaded = disk_->load(key);
        auto answer = std::make_shared<std::optional<CompileResult>>();
        if (loaded) *answer = std::move(loaded).value();
        boost::asio::post(executor_, [lookup = std::move(asked), answer] {
            lookup->found = std::move(*answer);
            lookup->answered.set();
        });
        if (!loaded) return loaded.error();
        return pool::success();
    });
    co_await lookup->answered.wait_until(std::min(deadline, pool::Clock::now() + patience));
    if (!lookup->found) co_return std::nullopt;
    auto shared = share(*lookup->found);
    if (shared) memory_.keep(std::move(key), std::move(shared).value());
    co_return std::move(lookup->found);
}

void CompileCache::keep(std::string key, const CompileResult& result) {
    if (!on_) return;
    auto shared = share(result);
    if (!shared) {
        spdlog::warn("a compile result is not cached: {}", shared.error().text());
        return;
    }
    if (disk_thread_ && result.step.exit_code == 0) save(key, result);
    memory_.keep(std::move(key), std::move(shared).value());
}

void CompileCache::save(const std::string& key, const CompileResult& result) {
    if (unsaved_ >= kMostUnsaved) return;
    auto shared = share(result);
    if (!shared) return;
    ++unsaved_;
    const auto program = std::make_shared<const CompileResult>(std::move(shared).value());
    disk_work([this, key, program] {
        auto saved = disk_->save(key, *program);
        --unsaved_;
        return saved;
    });
}

}  // namespace kiln::engine
