#include "engine/cache/memory_store.h"

#include <utility>

#include "pool/base/log.h"

namespace kiln::engine {
namespace {

constexpr std::uint64_t kLargestShare = 4;  // one entry may take this part of the bytes, 1/4

}  // namespace

std::optional<CompileResult> MemoryStore::find(const std::string& key) {
    const auto found = index_.find(key);
    if (found == index_.end()) return std::nullopt;
    entries_.splice(entries_.begin(), entries_, found->second);
    auto shared = share(found->second->result);
    if (shared) return std::move(shared).value();
    spdlog::warn("a cached compile result is not used: {}", shared.error().text());
    return std::nullopt;
}

bool MemoryStore::keep(std::string key, CompileResult result) {
    if (const auto same = index_.find(key); same != index_.end()) drop(same->second);
    const auto memory = memory_of(result);
    if (!memory) {
        spdlog::warn("a compile result is not cached: {}", memory.error().text());
        return false;
    }
    const std::uint64_t bytes = memory.value() + key.size();
    const std::size_t descriptors = result.artifacts.size();
    if (bytes > most_bytes_ / kLargestShare || descriptors > most_descriptors_) return false;
    while (bytes_ + bytes > most_bytes_ || descriptors_ + descriptors > most_descriptors_) {
        drop(std::prev(entries_.end()));
    }
    entries_.push_front(Entry{std::move(key), std::move(result), bytes});
    index_.emplace(entries_.front().key, entries_.begin());
    bytes_ += bytes;
    descriptors_ += descriptors;
    return true;
}

void MemoryStore::drop(Entries::iterator entry) {
    bytes_ -= entry->bytes;
    descriptors_ -= entry->result.artifacts.size();
    index_.erase(entry->key);
    entries_.erase(entry);
}

}  // namespace kiln::engine
