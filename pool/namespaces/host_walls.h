#pragma once

#include <string>
#include <vector>

namespace kiln::pool {

// One wall around a program, as this host offers it to this user.
struct HostWall {
    std::string key;   // "memory_limit"
    std::string what;  // what it keeps, in a few words
    bool holds = false;
    std::string why;       // what turned it off; "" where it holds
    std::string fix;       // the command or setting that turns it on; "" where it holds
    bool required = true;  // kiln serve does not start without it, unless KILN_REQUIRE=minimal
};

// Looks at the host without changing it: kernel version, user namespaces, cgroups, user ids,
// seccomp. `override_group` is KILN_CGROUP. Whether a container can really be made is not known
// before one is: the caller adds that.
[[nodiscard]] std::vector<HostWall> examine_host(const std::string& override_group);

}  // namespace kiln::pool
