#pragma once

#include <filesystem>
#include <string_view>

#include "pool/base/result.h"
#include "pool/base/unique_fd.h"

namespace kiln::pool {

// One directory of a cgroup file system. Blocking calls, for the spawner only; all paths are
// Kiln's own, no job can write where they lead.

// mkdir; an existing one is fine.
[[nodiscard]] Result<void> make_directory(const std::filesystem::path& path);
// rmdir, repeated for at most a second while the kernel says EBUSY: a killed process is counted a
// little longer than it lives. One that is not there is fine.
[[nodiscard]] Result<void> remove_directory(const std::filesystem::path& path);
// Kills every process below `path`, then removes it and all groups in it, deepest first. What
// resists is left; the caller's next remove_directory says so.
void remove_tree(const std::filesystem::path& path);

[[nodiscard]] Result<UniqueFd> open_for_write(const std::filesystem::path& path);
[[nodiscard]] Result<UniqueFd> open_directory(const std::filesystem::path& path);

// Writes `text` in one call. False, with errno, if the kernel refuses.
[[nodiscard]] bool write_file(const std::filesystem::path& path, std::string_view text);

// v2: whether children of `group` have memory, pids and cpu; and asking for it (errno on false).
[[nodiscard]] bool controllers_enabled(const std::filesystem::path& group);
[[nodiscard]] bool enable_controllers(const std::filesystem::path& group);
// The opposite; refused while a child still hands them on.
[[nodiscard]] bool disable_controllers(const std::filesystem::path& group);

}  // namespace kiln::pool
