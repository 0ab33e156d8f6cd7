#include "pool/namespaces/device_nodes.h"

#include <sched.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <unistd.h>

#include <cerrno>

namespace kiln::pool {

namespace fs = std::filesystem;

namespace {

// Covered in the spawner's mount namespace only; nothing of ours uses the host's.
constexpr const char* kHome = "/dev/shm";

// The minors of major 1 (Linux allocated devices): memory devices.
constexpr std::array kMinors = {3u, 5u, 7u, 8u, 9u};
static_assert(kMinors.size() == kDevices.size());

}  // namespace

DeviceNodes DeviceNodes::make() {
    DeviceNodes nodes;
    if (::geteuid() != 0 || ::access(kHome, F_OK) != 0) return nodes;
    if (::unshare(CLONE_NEWNS) != 0) return nodes;
    nodes.own_ =
        ::mount(nullptr, "/", nullptr, MS_REC | MS_PRIVATE, nullptr) == 0 &&
        ::mount("kiln-devices", kHome, "tmpfs", MS_NOSUID | MS_NOEXEC, "size=1m,mode=0755") == 0;
    return nodes;
}

Result<fs::path> DeviceNodes::of(unsigned slot) const {
    if (!own_) return fs::path("/dev");
    const fs::path home = fs::path(kHome) / ("c" + std::to_string(slot));
    if (::mkdir(home.c_str(), 0755) != 0 && errno != EEXIST)
        return errno_error("mkdir for devices");
    for (std::size_t i = 0; i < kDevices.size(); ++i) {
        const fs::path node = home / kDevices[i];
        if (::mknod(node.c_str(), S_IFCHR | 0666, makedev(1, kMinors[i])) == 0) {
            // The mode of mknod is cut by our umask.
            if (::chmod(node.c_str(), 0666) != 0) return errno_error("chmod " + node.string());
        } else if (errno != EEXIST) {
            return errno_error("mknod " + node.string());
        }
    }
    return home;
}

}  // namespace kiln::pool
