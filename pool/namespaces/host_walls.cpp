#include "pool/namespaces/host_walls.h"

#include <sys/utsname.h>
#include <unistd.h>

#include <array>
#include <cstdio>
#include <fstream>

#include "pool/cgroup/hierarchy.h"
#include "pool/namespaces/advice.h"
#include "pool/namespaces/instance.h"

namespace kiln::pool {

namespace {

// The number in a file of /proc/sys, or `otherwise` where there is none.
long sysctl_number(const char* path, long otherwise) {
    std::ifstream in(path);
    long number = otherwise;
    in >> number;
    return in ? number : otherwise;
}

HostWall wall(const char* key, const char* what, std::string why, std::string fix) {
    const bool holds = why.empty();
    return {key, what, holds, std::move(why), holds ? std::string() : std::move(fix), true};
}

// mount_setattr(2) came with 5.12, cgroup.kill with 5.14.
HostWall kernel() {
    utsname name{};
    int major = 0;
    int minor = 0;
    const bool known =
        ::uname(&name) == 0 && std::sscanf(name.release, "%d.%d", &major, &minor) == 2;
    const bool fresh = known && (major > 5 || (major == 5 && minor >= 14));
    return wall("kernel", "Linux 5.14 or newer",
                fresh ? "" : "this is Linux " + std::string(name.release),
                "boot a newer kernel: Debian 12 has 6.1");
}

HostWall user_namespaces() {
    std::string why;
    std::string fix;
    if (sysctl_number("/proc/sys/user/max_user_namespaces", 1) == 0) {
        why = "user.max_user_namespaces is 0";
        fix = "sysctl -w user.max_user_namespaces=15000";
    } else if (::geteuid() != 0 &&
               sysctl_number("/proc/sys/kernel/unprivileged_userns_clone", 1) == 0) {
        why = "kernel.unprivileged_userns_clone is 0";
        fix = "sysctl -w kernel.unprivileged_userns_clone=1";
    } else if (::geteuid() != 0 &&
               sysctl_number("/proc/sys/kernel/apparmor_restrict_unprivileged_userns", 0) != 0) {
        why = "kernel.apparmor_restrict_unprivileged_userns is 1";
        fix = "sysctl -w kernel.apparmor_restrict_unprivileged_userns=0";
    }
    return wall("user_namespaces", "a container's root is nobody outside", why, fix);
}

HostWall cgroup_wall(const Hierarchy& hierarchy, const char* key, const char* what,
                     std::initializer_list<Controller> needed) {
    std::string why;
    for (const Controller controller : needed)
        if (hierarchy.of(controller).empty()) why = hierarchy.why;
    while (why.ends_with(' ') || why.ends_with(';')) why.pop_back();
    return wall(key, what, why, cgroup_advice(hierarchy));
}

HostWall seccomp() {
    const bool there = ::access("/proc/sys/kernel/seccomp/actions_avail", R_OK) == 0;
    return wall("seccomp", "system calls are filtered",
                there ? "" : "this kernel has no seccomp filters",
                "boot a kernel with CONFIG_SECCOMP_FILTER");
}

}  // namespace

std::vector<HostWall> examine_host(const std::string& override_group) {
    const Hierarchy hierarchy = find_hierarchy(override_group);
    const IdPlan ids = IdPlan::make(0);
    return {
        kernel(),
        user_namespaces(),
        wall("own_uids", "each container has host user ids of its own",
             ids.own_ids() ? "" : "this user has no subordinate ids", ids.why()),
        cgroup_wall(hierarchy, "memory_limit", "memory of a program as a whole, swap included",
                    {Controller::Memory}),
        cgroup_wall(hierarchy, "process_limit", "how many processes it has", {Controller::Pids}),
        cgroup_wall(hierarchy, "cpu_limit", "its share of the processors, and its CPU time",
                    {Controller::Cpu, Controller::CpuCount}),
        seccomp(),
    };
}

}  // namespace kiln::pool
