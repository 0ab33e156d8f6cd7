#pragma once

#include <string>

#include "pool/cgroup/hierarchy.h"

namespace kiln::pool {

// The commands that give this user cgroups, for the hierarchy the host has.
[[nodiscard]] std::string cgroup_advice(const Hierarchy& hierarchy);

}  // namespace kiln::pool
