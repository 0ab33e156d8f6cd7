#include "pool/cgroup/hierarchy.h"

#include <unistd.h>

#include <algorithm>
#include <map>
#include <set>
#include <sstream>
#include <vector>

#include "pool/base/files.h"

namespace kiln::pool {

namespace {

namespace fs = std::filesystem;

constexpr std::array<const char*, kControllers> kNames = {"memory", "pids", "cpu", "cpuacct"};

struct CgroupMount {
    fs::path point;
    fs::path root;  // which group of the hierarchy is seen at `point`
    bool v2 = false;
    std::set<std::string> controllers;  // v1
};

std::set<std::string> split(const std::string& text, char separator) {
    std::set<std::string> parts;
    std::istringstream in(text);
    for (std::string part; std::getline(in, part, separator);) parts.insert(part);
    return parts;
}

// A line of mountinfo (proc(5)): id parent dev root point options optional... - type source super
std::vector<CgroupMount> cgroup_mounts(const std::string& mountinfo) {
    std::vector<CgroupMount> mounts;
    std::istringstream lines(mountinfo);
    for (std::string line; std::getline(lines, line);) {
        std::istringstream in(line);
        std::string skip, root, point, word, type, source, super;
        in >> skip >> skip >> skip >> root >> point;
        while (in >> word && word != "-") {
        }
        in >> type >> source >> super;
        if (type == "cgroup2") mounts.push_back({point, root, true, {}});
        if (type == "cgroup") mounts.push_back({point, root, false, split(super, ',')});
    }
    return mounts;
}

// /proc/self/cgroup: "id:controllers:path" for v1, "0::path" for v2. Maps a controller's name, or
// "" for v2, to the path of our group.
std::map<std::string, fs::path> own_groups(const std::string& cgroup) {
    std::map<std::string, fs::path> groups;
    std::istringstream lines(cgroup);
    for (std::string line; std::getline(lines, line);) {
        const auto first = line.find(':');
        const auto second = line.find(':', first + 1);
        if (first == line.npos || second == line.npos) continue;
        const std::string names = line.substr(first + 1, second - first - 1);
        const fs::path path = line.substr(second + 1);
        if (names.empty()) groups[""] = path;
        for (const std::string& name : split(names, ',')) groups[name] = path;
    }
    return groups;
}

fs::path group_directory(const CgroupMount& mount, const fs::path& own,
                         const std::string& override_group) {
    if (!override_group.empty()) return mount.point / fs::path(override_group).relative_path();
    // Our path counts from the hierarchy's root, the mount may show only a part of it.
    const fs::path inside = own.lexically_relative(mount.root);
    if (inside.empty() || *inside.begin() == "..") return mount.point;
    return (mount.point / inside).lexically_normal();
}

Hierarchy use_v1(const std::vector<CgroupMount>& mounts, std::map<std::string, fs::path> groups,
                 const std::string& override_group, bool (*writable)(const fs::path&)) {
    Hierarchy found;
    found.version = 1;
    for (std::size_t i = 0; i < kControllers; ++i) {
        const auto mount = std::find_if(mounts.begin(), mounts.end(), [&](const CgroupMount& m) {
            return !m.v2 && m.controllers.contains(kNames[i]);
        });
        if (mount == mounts.end()) {
            found.why +=
                std::string("no cgroup v1 hierarchy has the controller ") + kNames[i] + "; ";
            continue;
        }
        fs::path directory = group_directory(*mount, groups[kNames[i]], override_group);
        if (writable(directory))
            found.base[i] = std::move(directory);
        else
            found.why += directory.string() + " is not ours to write; ";
    }
    return found;
}

Hierarchy use_v2(const CgroupMount& mount, std::map<std::string, fs::path> groups,
                 const std::string& override_group, bool (*writable)(const fs::path&)) {
    Hierarchy found;
    found.version = 2;
    const fs::path directory = group_directory(mount, groups[""], override_group);
    if (!writable(directory)) {
        found.why = directory.string() + " is not ours to write; ";
        return found;
    }
    found.base.fill(directory);
    return found;
}

bool may_write(const fs::path& directory) {
    // Groups are made as folders and joined by writing cgroup.procs: both must be ours.
    return ::access(directory.c_str(), W_OK | X_OK) == 0 &&
           ::access((directory / "cgroup.procs").c_str(), W_OK) == 0;
}

}  // namespace

bool Hierarchy::complete() const {
    return std::none_of(base.begin(), base.end(), [](const fs::path& p) { return p.empty(); });
}

Hierarchy parse_hierarchy(const std::string& mountinfo, const std::string& cgroup,
                          const std::string& override_group, bool (*writable)(const fs::path&)) {
    const std::vector<CgroupMount> mounts = cgroup_mounts(mountinfo);
    const auto groups = own_groups(cgroup);
    const bool v1 = std::any_of(mounts.begin(), mounts.end(), [](const CgroupMount& m) {
        return !m.v2 && m.controllers.contains("memory");
    });
    if (v1) return use_v1(mounts, groups, override_group, writable);
    const auto v2 =
        std::find_if(mounts.begin(), mounts.end(), [](const CgroupMount& m) { return m.v2; });
    if (v2 != mounts.end()) return use_v2(*v2, groups, override_group, writable);
    Hierarchy none;
    none.why = "no cgroup file system is mounted; ";
    return none;
}

Hierarchy find_hierarchy(const std::string& override_group) {
    const auto mountinfo = read_file("/proc/self/mountinfo");
    const auto cgroup = read_file("/proc/self/cgroup");
    if (mountinfo && cgroup)
        return parse_hierarchy(mountinfo.value(), cgroup.value(), override_group, may_write);
    Hierarchy none;
    none.why = (mountinfo ? cgroup.error() : mountinfo.error()).text() + "; ";
    return none;
}

}  // namespace kiln::pool
