#pragma once

#include <filesystem>
#include <string>
#include <utility>
#include <vector>

#include "pool/base/result.h"

namespace kiln::pool {

// A file of Kiln's own in every container.
struct OwnFile {
    std::filesystem::path path;  // relative to /kiln
    std::string content;
    bool executable = false;
};

// What a container's read-only root file system is made of. Decided from Kiln's own configuration
// before the first container is made; only names paths, opens nothing.
struct RootPlan {
    // The directory that is seen as "/": "/" itself for the embedded default, which needs no
    // image, or a directory that holds an unpacked worker image.
    std::filesystem::path source = "/";
    // Paths below `source` that are shown, at the same place. Those that are not there are left
    // out; symbolic links are remade, not followed. An image shows all of its top level.
    std::vector<std::filesystem::path> shown;
    // Kiln's own minimal /etc (passwd, group, hosts, ...): name and content. Empty for an image,
    // which brings its own.
    std::vector<std::pair<std::string, std::string>> etc;
    // What is at /kiln in every container: the gate library, what warm runtimes start with, tools.
    std::vector<OwnFile> own;
};

// The embedded default: the host's /usr and what `list` (host-root.conf: a path a line, '#'
// comments) names beside it, with the files of folder `etc` as its /etc. Fails if either cannot
// be read or `list` names a relative path.
[[nodiscard]] Result<RootPlan> host_root(const std::filesystem::path& list,
                                         const std::filesystem::path& etc);

// A directory or image root: everything of it but dev, proc, sys, tmp, run and box.
[[nodiscard]] Result<RootPlan> image_root(const std::filesystem::path& directory);

// Every file below `folder`, for RootPlan::own.
[[nodiscard]] Result<std::vector<OwnFile>> read_own_files(const std::filesystem::path& folder);

// Builds the root in the caller's fresh mount and user namespaces and makes it "/". In order:
//   1 make_mounts_private   else they could show up outside
//   2 open what is shown as detached mounts: the staging tmpfs hides /tmp in the next step
//   3 become the container's root (id 0 of the user namespace), whose files follow
//   4 stage the root on a tmpfs, attach what is shown, read-only, nosuid, nodev; folders as
//     overlays of this container's own, so that no two containers see the same inodes
//   5 /dev from the folder `device_nodes`, /proc, the mount points of a cell
//   6 pivot_root, drop the old root, make the new one read-only
// For the child of a container's birth only: it leaves the caller's view of files changed for
// good, and half changed on an Error.
[[nodiscard]] Result<void> enter_root(const RootPlan& plan,
                                      const std::filesystem::path& device_nodes);

}  // namespace kiln::pool
