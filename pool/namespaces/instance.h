#pragma once

#include <sys/types.h>

#include <filesystem>
#include <vector>

#include "pool/base/result.h"
#include "pool/base/unique_fd.h"

namespace kiln::pool {

// Several Kiln processes share a host without meeting: each holds a number, and its cgroups, its
// containers' user ids and its lock carry it.

inline constexpr unsigned kMaxInstances = 256;
inline constexpr unsigned kMaxSlots = 255;  // containers of one instance; the next id range is
                                            // the engine's own

// A number that no living instance holds, and the lock that says so for as long as it is open.
struct Instance {
    unsigned number = 0;
    UniqueFd lock;
    std::filesystem::path path;  // of the lock file

    // Removes the lock file, then lets the lock go. Not done by a destructor: a process that dies
    // keeps its file, and that is how the next one knows of it.
    void give_up();
};

// Takes the lowest free number: an exclusive flock(2) on `directory`/<n>.lock, made if need be.
// The lock goes with its holder, however that dies.
[[nodiscard]] Result<Instance> claim_instance(const std::filesystem::path& directory);

// Numbers below kMaxInstances whose lock file is there and held by nobody: instances that died
// without tidying up. Each comes with its lock, held until the caller drops it.
[[nodiscard]] std::vector<Instance> dead_instances(const std::filesystem::path& directory);

// Where lock files live: /run/kiln for root, else $XDG_RUNTIME_DIR/kiln, else /tmp/kiln-<uid>.
[[nodiscard]] std::filesystem::path lock_directory();

// The host's ids behind one container. Inside, the agent is 0 and the program KILN_JOB_UID.
struct IdMap {
    // Direct: we may write the maps ourselves (root). Helper: newuidmap(1) and newgidmap(1) do.
    // OneId: only our own id can be mapped, agent and program share it.
    enum class Way { Direct, Helper, OneId };
    Way way = Way::OneId;
    uid_t root_uid = 0;
    gid_t root_gid = 0;
    uid_t job_uid = 0;
    gid_t job_gid = 0;
};

// Hands out id maps: no two containers on the host share an id, as long as they are Kiln's.
//
// Root takes ids from 0x70000000 up, which no distribution hands out (systemd's UIDS-GIDS lists
// them as unused). An ordinary user needs a range of at least kMaxSlots + 1 ids in /etc/subuid
// and /etc/subgid, and the package uidmap.
class IdPlan {
  public:
    // Looks at who we are and what we were given. Always gives a plan; see own_ids() and why().
    [[nodiscard]] static IdPlan make(unsigned instance);

    [[nodiscard]] IdMap of(unsigned slot) const;
    [[nodiscard]] bool own_ids() const { return way_ != IdMap::Way::OneId; }
    // What to do to get own ids; empty when we have them.
    [[nodiscard]] const std::string& why() const { return why_; }
    // What the engine process runs as after it dropped root; ours where we are not root.
    [[nodiscard]] uid_t engine_uid() const { return engine_uid_; }

  private:
    IdMap::Way way_ = IdMap::Way::OneId;
    uid_t first_uid_ = 0;
    gid_t first_gid_ = 0;
    uid_t engine_uid_ = 0;
    std::string why_;
};

// Writes the maps of a process that has just made its user namespace (user_namespaces(7)).
[[nodiscard]] Result<void> write_id_maps(pid_t pid, const IdMap& map);

}  // namespace kiln::pool
