#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>

#include "engine/cache/compile_result.h"
#include "pool/base/result.h"
#include "pool/base/unique_fd.h"

namespace kiln::engine {

// Compiled programs in files of one directory: they outlive the engine. Blocks, so it is used
// from a thread of its own; one thread at a time.
//
// The directory is given by descriptor and must belong to this process's user alone, with nobody
// else using it. A file is written under a temporary name, created anew and never through a link,
// and renamed when it is whole. It is read only if it is a plain file of ours that nobody else
// may write; a file that is damaged or not ours is removed. Bounded by the files' sizes: what was
// not used for the longest goes first, also across a restart (by modification time).
class DiskStore {
  public:
    DiskStore(pool::UniqueFd directory, std::uint64_t most_bytes)
        : directory_(std::move(directory)), most_bytes_(most_bytes) {}

    // Looks at what is there. Call it once, first. On an Error the store stays empty.
    [[nodiscard]] pool::Result<void> open();

    // Nothing where there is none, and an Error where there is trouble with it.
    [[nodiscard]] pool::Result<std::optional<CompileResult>> load(const std::string& key);
    // An entry larger than a quarter of the bound is left out, silently.
    [[nodiscard]] pool::Result<void> save(const std::string& key, const CompileResult& result);

    [[nodiscard]] std::size_t entries() const { return files_.size(); }
    [[nodiscard]] std::uint64_t bytes() const { return bytes_; }

  private:
    struct File {
        std::uint64_t size = 0;
        std::uint64_t used = 0;  // a count that grows with each use
    };

    [[nodiscard]] pool::Result<std::string> read(const std::string& name) const;
    [[nodiscard]] pool::Result<void> write(const std::string& name, const std::string& bytes) const;
    void add(const std::string& name, std::uint64_t size);
    void remove(const std::string& name);
    void make_room(std::uint64_t bytes);

    pool::UniqueFd directory_;
    std::uint64_t most_bytes_;
    std::uint64_t bytes_ = 0;
    std::uint64_t uses_ = 0;
    std::map<std::string, File> files_;  // by name
};

}  // namespace kiln::engine
