#include "pool/namespaces/advice.h"

#include <unistd.h>

namespace kiln::pool {

std::string cgroup_advice(const Hierarchy& hierarchy) {
    const std::string user = std::to_string(::geteuid());
    if (hierarchy.version == 1)
        return "as root, run `for c in memory pids cpu cpuacct; do mkdir -p "
               "/sys/fs/cgroup/$c/kiln-" +
               user + " && chown -R " + user + " /sys/fs/cgroup/$c/kiln-" + user +
               "; done` and set KILN_CGROUP=kiln-" + user;
    return "start kiln in a group of its own: `systemd-run --user --scope -p Delegate=yes "
           "kiln serve`, as root without --user";
}

}  // namespace kiln::pool
