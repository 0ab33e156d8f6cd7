#pragma once

#include <sys/types.h>

#include <filesystem>
#include <string>
#include <utility>
#include <vector>

#include "pool/base/unique_fd.h"

namespace kiln::pool {

// What a running instance has on this host: its spawner, the processes of its containers, its
// cgroups and its lock. Taken while it lives, asked for what is left afterwards. Files are held
// open, so that their inodes tell them from those of another instance that takes the number later.
class Traces {
  public:
    Traces(unsigned instance, pid_t spawner);

    // Waits at most `patience_ms` for the spawner's end. False: it lives.
    [[nodiscard]] bool spawner_ends(int patience_ms) const;
    // Waits for the end of all processes seen, within the same time each. False: one lives.
    [[nodiscard]] bool processes_end(int patience_ms) const;
    // Names what is still there, a line each; empty: nothing.
    [[nodiscard]] std::string left() const;
    // How much was found: an empty trace would prove nothing.
    [[nodiscard]] std::size_t processes() const { return pidfds_.size(); }
    [[nodiscard]] std::size_t files() const { return files_.size(); }

  private:
    struct File {
        std::filesystem::path path;
        UniqueFd held;  // O_PATH
    };
    void remember(const std::filesystem::path& path);

    UniqueFd spawner_;
    std::vector<UniqueFd> pidfds_;
    std::vector<File> files_;
};

// The agent of a container of a running instance, as the host numbers it; -1: none.
[[nodiscard]] pid_t agent_of(unsigned instance, unsigned slot);

// Whether some process on this host has `word` as one of its arguments.
[[nodiscard]] bool someone_runs_with(const std::string& word);

}  // namespace kiln::pool
