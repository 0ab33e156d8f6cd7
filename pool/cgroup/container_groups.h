#pragma once

#include <sys/types.h>

#include <filesystem>
#include <string>
#include <vector>

#include "pool/base/result.h"
#include "pool/cgroup/hierarchy.h"
#include "pool/cgroup/leaf_files.h"

namespace kiln::pool {

// The most that each part of a container can come to need. The sums bound the container whole: they
// hold where its agent was taken over and obeys no limit of a cell, and are never met before.
struct ContainerBounds {
    std::uint64_t cell_bytes = 4ull << 30;  // the highest limit that a cell is ever given
    std::uint64_t cell_processes = 4096;
    std::uint64_t runtime_bytes = 2ull << 30;  // of all warm runtimes together
};

// The spawner's side of cgroups: makes and removes the groups of one instance.
//
//     <our group>/kiln-<instance>-engine/     v2: where our own processes go if they are in the way
//     <our group>/kiln-<instance>/
//         c<slot>/                            one a container: bounds of the sum
//             agent/                          the agent, and inits of cells as they are born: bounds
//             cell/                           the cell: its step's limits and counters are here
//             warm/                           runtimes that fork: bounds
//
// On v1 the same tree stands in each controller's hierarchy. Runs in the spawner only, blocking.
class ContainerGroups {
  public:
    // Makes the instance's group, after removing what a dead instance of this number left there.
    // The caller holds the instance's lock. A hierarchy without any controller is fine: all calls
    // below then do nothing.
    [[nodiscard]] static Result<ContainerGroups> make(Hierarchy hierarchy, unsigned instance,
                                                      const ContainerBounds& bounds);

    // What a new container needs of its groups.
    struct Slot {
        UniqueFd birth;                // v2: directory to be born in (CLONE_INTO_CGROUP); v1: none
        std::vector<UniqueFd> agent;   // v1: the agent's tasks files, to write 0 to; v2: none
        std::vector<UniqueFd> attach;  // for the agent's cells: v1 tasks files, v2 the directory
        std::vector<UniqueFd> attach_runtime;  // the same for its warm runtimes
    };
    // Makes c<slot> and its leaves. `owner` is the host id of the container's root: on v2 it must
    // be allowed to clone into the leaf (kernel/cgroup/cgroup.c, cgroup_attach_permissions).
    [[nodiscard]] Result<Slot> make_slot(unsigned slot, uid_t owner);
    // For a container that was born and has made its cgroup namespace. v2: moves it to its agent
    // leaf and lets the leaves have controllers, which a group with processes of its own may not
    // (7-15 ms, once a container). Then sets the bounds, and opens the files for the engine.
    [[nodiscard]] Result<LeafFiles> settle(unsigned slot, pid_t container);
    // Removes c<slot>; its processes must be dead. Retries while the kernel still counts them,
    // for at most a second.
    [[nodiscard]] Result<void> remove_slot(unsigned slot);
    // Removes the instance's group; every slot must be gone.
    [[nodiscard]] Result<void> remove();

    [[nodiscard]] const Hierarchy& hierarchy() const { return hierarchy_; }

  private:
    [[nodiscard]] std::vector<std::filesystem::path> roots() const;
    [[nodiscard]] Result<void> enable_v2();
    void move_own(const std::filesystem::path& group) const;
    void give_base_back();
    [[nodiscard]] std::filesystem::path slot_in(Controller controller, unsigned slot) const;
    [[nodiscard]] Result<void> set_bounds(unsigned slot) const;
    [[nodiscard]] Result<LeafFiles> open_files(unsigned slot) const;

    Hierarchy hierarchy_;
    std::string name_;  // "kiln-<instance>"
    ContainerBounds bounds_;
    pid_t moved_engine_ = 0;  // v2: the engine, where our processes had to make room
};

// Removes the groups a dead instance left, deepest first; kills whatever still lives in them.
// Call only while holding that instance's lock.
void sweep_groups(const Hierarchy& hierarchy, unsigned instance);

}  // namespace kiln::pool
