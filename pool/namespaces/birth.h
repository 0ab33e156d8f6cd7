#pragma once

#include <sys/types.h>

#include <filesystem>
#include <string>

#include "pool/base/result.h"
#include "pool/base/unique_fd.h"
#include "pool/cgroup/container_groups.h"
#include "pool/namespaces/instance.h"
#include "pool/namespaces/root_plan.h"

namespace kiln::pool {

// A container's first process, as the spawner holds it.
struct Born {
    pid_t pid = -1;
    UniqueFd pidfd;
    UniqueFd agent_socket;  // the engine's end
};

struct BirthPlan {
    const RootPlan* root = nullptr;
    const ContainerGroups::Slot* groups = nullptr;
    std::filesystem::path device_nodes;
    int agent_image = -1;  // a sealed memfd holding the static agent
    IdMap ids;
    std::string hostname;
};

// Makes a container: clones a process into its own user, mount, pid, net, ipc, uts and cgroup
// namespaces, builds its root there and executes the agent. Blocks until the agent's execve has
// happened or failed, at most a few seconds. On an Error nothing is left; its step names what
// failed inside. The spawner only, which has no threads: the child runs our own code until execve.
[[nodiscard]] Result<Born> give_birth(const BirthPlan& plan);

// SIGKILL to a container's pid 1, which takes every process inside with it. Does not wait.
void signal_death(const Born& born);

// Kills a container and reaps it. False if it is not gone within two seconds.
[[nodiscard]] bool end_life(const Born& born);

}  // namespace kiln::pool
