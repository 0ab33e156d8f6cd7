#pragma once

#include <string>
#include <vector>

namespace kiln::pool {

// Which walls hold around every cell of this instance. Decided once, when the spawner starts;
// told to operators (kiln doctor) and to clients (result.isolation in each reply).
struct Isolation {
    std::string runtime = "namespaces";
    bool memory_limit = false;   // the kernel bounds the memory of a cell as a whole
    bool process_limit = false;  // and how many processes it has
    bool cpu_limit = false;      // and its share of the processors, and counts its CPU time
    bool own_uids = false;       // each container has host user ids of its own
    bool seccomp = false;        // the system call filter is loaded
    // Files below the root share no page of the kernel's cache with the host's own: the root is a
    // worker image. Where it is the host's /usr, a program can tell by timing what was read there.
    bool own_page_cache = false;
    int cgroup_version = 0;  // 1, 2, or 0 where none could be used

    // All that KILN_REQUIRE=full demands; a worker image is not among it.
    [[nodiscard]] bool complete() const {
        return memory_limit && process_limit && cpu_limit && own_uids && seccomp;
    }
};

}  // namespace kiln::pool
