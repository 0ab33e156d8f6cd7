#pragma once

namespace kiln::pool {

// The walls that a test build can take down one at a time, to see that each carries weight: a
// program of the hostile suite must get through where its wall is gone.
enum class Wall {
    Seccomp,       // the filter is not loaded
    Pids,          // no limit of processes
    Memory,        // no limit of memory
    Ipc,           // cells share the container's ipc namespace
    ReadOnlyRoot,  // the root can be written by everyone; takes down its ownership too
    Links,         // artefacts are opened through links of any kind
    OutputCap,     // output is never cut
    Capabilities,  // programs stay user 0 of the container, with all its capabilities
    Network,       // containers and cells share the host's network
    OwnUids,       // all containers share one pair of host ids
    OwnInput,      // an absent input is the host's /dev/null
    OwnDisk,       // statfs(2) of the root tells of the host's disk
};

#ifdef KILN_WEAKEN
// Whether the variable KILN_TEST_WITHOUT names the wall: "seccomp", "pids", "memory", "ipc",
// "root", "links", "output", "capabilities", "network", "uids", "input", "disk"; several with commas between.
[[nodiscard]] bool without(Wall wall);
#else
// In every build that is not made for that one test, all walls stand, whatever is asked.
[[nodiscard]] constexpr bool without(Wall) {
    return false;
}
#endif

}  // namespace kiln::pool
