#pragma once

#include "pool/namespaces/spawner.h"

namespace kiln::pool {

// The whole life of the spawner process, in the child of start_spawner's fork: says Hello on
// `engine`, serves it, and tidies up when it ends. Returns when nothing of the instance is left.
void run_spawner(const SpawnerConfig& config, UniqueFd engine);

}  // namespace kiln::pool
