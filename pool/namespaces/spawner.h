#pragma once

#include <cstdint>
#include <filesystem>
#include <string>

#include "pool/base/result.h"
#include "pool/base/unique_fd.h"
#include "pool/cgroup/container_groups.h"
#include "pool/isolation.h"
#include "pool/namespaces/root_plan.h"
#include "pool/namespaces/syscall_rules.h"

namespace kiln::pool {

// Full: every wall or no start. Minimal: start with what there is; Isolation says what holds.
enum class Require { Full, Minimal };

struct SpawnerConfig {
    RootPlan root;
    SyscallRules syscalls;        // what steps may call
    std::filesystem::path agent;  // the static agent binary
    std::string cgroup_override;  // KILN_CGROUP: a group given to this user, or ""
    Require require = Require::Full;
    std::uint64_t tmpfs_bytes = 64ull << 20;  // of each of a cell's writable file systems
    std::uint64_t tmpfs_inodes = 16'384;
    std::uint32_t descriptors = 1024;  // of a program, at most
    ContainerBounds bounds;
};

// The engine's end of the spawner: its socket, and what it said of itself. Move-only; closing the
// socket makes the spawner destroy everything it made and exit.
struct SpawnerLink {
    UniqueFd socket;  // non-blocking SEQPACKET, spawner_protocol.h
    pid_t pid = -1;   // our child; SpawnerClient reaps it
    unsigned instance = 0;
    uid_t engine_uid = 0;  // what to become now; our own id where we are not root
    Isolation isolation;
    std::string missing;  // what is not held and how to get it; "" where all is
};

// Forks the spawner, the one process that keeps the privilege and parses nothing from outside.
// Call it first thing in main, before any thread exists. Completes when it has claimed an
// instance number, swept what dead instances left and compiled the seccomp filter; an Error says
// what this host lacks and the commands that help.
[[nodiscard]] Result<SpawnerLink> start_spawner(const SpawnerConfig& config);

// Gives up every right of this process for good: supplementary groups, user and group ids (where
// `uid` differs from ours), all capabilities, and any that an execve could bring.
[[nodiscard]] Result<void> drop_privileges(uid_t uid);

}  // namespace kiln::pool
