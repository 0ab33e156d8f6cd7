#pragma once

#include <array>
#include <filesystem>

#include "pool/base/result.h"

namespace kiln::pool {

// The devices of a container's /dev.
inline constexpr std::array kDevices = {"null", "zero", "full", "random", "urandom"};

// Device nodes of its own for each container: file locks hang on inodes, and the host's /dev/null
// would show every container the same one.
//
// Only real root may make device nodes, and not in a user namespace. The spawner makes them in a
// tmpfs that only its own mount namespace sees, and a container takes them from there. Without
// that right, containers share the host's nodes. The spawner only, before its first container.
class DeviceNodes {
  public:
    // Moves the calling process to a mount namespace of its own, as root. Never fails: where the
    // nodes cannot be made, the host's serve.
    [[nodiscard]] static DeviceNodes make();

    // The folder that holds the nodes for a container in `slot`; made now where it is not there.
    [[nodiscard]] Result<std::filesystem::path> of(unsigned slot) const;

  private:
    bool own_ = false;
};

}  // namespace kiln::pool
