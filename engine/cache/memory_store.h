#pragma once

#include <cstddef>
#include <cstdint>
#include <list>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>

#include "engine/cache/compile_result.h"

namespace kiln::engine {

// Compile results by key, in memory. Bounded by bytes (keys and files included) and by the
// descriptors it holds; what was not asked for the longest goes first. A result that would take
// more than a quarter of the bytes is not kept: it would cost too many others their place.
// Not thread-safe.
class MemoryStore {
  public:
    MemoryStore(std::uint64_t most_bytes, std::size_t most_descriptors)
        : most_bytes_(most_bytes), most_descriptors_(most_descriptors) {}

    // A share of what is kept under `key`. Trouble is logged, and nothing is found.
    [[nodiscard]] std::optional<CompileResult> find(const std::string& key);
    // Takes the result, in place of one of the same key; false where it was not kept.
    bool keep(std::string key, CompileResult result);

    [[nodiscard]] std::size_t entries() const { return entries_.size(); }
    [[nodiscard]] std::uint64_t bytes() const { return bytes_; }
    [[nodiscard]] std::size_t descriptors() const { return descriptors_; }

  private:
    struct Entry {
        std::string key;
        CompileResult result;
        std::uint64_t bytes = 0;
    };
    using Entries = std::list<Entry>;

    void drop(Entries::iterator entry);

    std::uint64_t most_bytes_;
    std::size_t most_descriptors_;
    std::uint64_t bytes_ = 0;
    std::size_t descriptors_ = 0;
    Entries entries_;                                                // last used first
    std::unordered_map<std::string_view, Entries::iterator> index_;  // views of the entries' keys
};

}  // namespace kiln::engine
