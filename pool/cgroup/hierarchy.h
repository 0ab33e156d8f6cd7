#pragma once

#include <array>
#include <filesystem>
#include <string>

#include "pool/base/result.h"

namespace kiln::pool {

// The cgroup controllers Kiln uses. CpuCount counts CPU time (v1: cpuacct; v2: part of cpu).
enum class Controller { Memory, Pids, Cpu, CpuCount };
inline constexpr std::size_t kControllers = 4;

// Where in the file system this process may make groups, for each controller.
//
// On v1 each controller has a directory of its own (some may share one); on v2 all are the same
// directory. An empty path: this controller cannot be used here, and `why` says the reason.
struct Hierarchy {
    int version = 0;  // 1 or 2; 0: none at all
    std::array<std::filesystem::path, kControllers> base;
    std::string why;

    [[nodiscard]] const std::filesystem::path& of(Controller controller) const {
        return base[static_cast<std::size_t>(controller)];
    }
    [[nodiscard]] bool complete() const;
};

// Finds the directories from /proc/self/mountinfo and /proc/self/cgroup (cgroups(7)): wherever
// the hierarchies are mounted, and whatever group this process was started in. `override_group`
// (KILN_CGROUP), where not empty, is taken in place of the process's own group: a path below each
// hierarchy's mount point. v1 is used when it has the memory controller, else v2. Directories
// that this process may not write are left out. Only reads; never fails, see Hierarchy::why.
[[nodiscard]] Hierarchy find_hierarchy(const std::string& override_group);

// The same from given texts, for tests. `writable` decides about a directory.
[[nodiscard]] Hierarchy parse_hierarchy(const std::string& mountinfo, const std::string& cgroup,
                                        const std::string& override_group,
                                        bool (*writable)(const std::filesystem::path&));

}  // namespace kiln::pool
