// expect: ok
// says: ^held
// why: every call that reaches the tree of mounts, old and new
// with: probe.h
#include <fcntl.h>
#include <linux/mount.h>
#include "probe.h"

int main() {
    DENIED(mount, "tmpfs", "/tmp", "tmpfs", 0, nullptr);
    DENIED(mount, "/usr", "/tmp", nullptr, 4096, nullptr);
    DENIED(mount, nullptr, "/", nullptr, 1 << 5, nullptr);
    DENIED(umount2, "/proc", 2);
    DENIED(umount2, "/proc/keys", 2);
    DENIED(pivot_root, ".", ".");
    DENIED(chroot, "/tmp");
    DENIED(open_tree, AT_FDCWD, "/", 1);
    DENIED(move_mount, AT_FDCWD, "/usr", AT_FDCWD, "/tmp", 0);
    DENIED(fsopen, "tmpfs", 0);
    DENIED(fsopen, "cgroup2", 0);
    DENIED(fspick, AT_FDCWD, "/tmp", 0);
    DENIED(fsconfig, -1, 0, nullptr, nullptr, 0);
    DENIED(fsmount, -1, 0, 0);
    DENIED(mount_setattr, AT_FDCWD, "/usr", 0, nullptr, 0);
    DENIED_AS("statmount", 457, nullptr, nullptr, 0, 0);
    DENIED_AS("listmount", 458, nullptr, nullptr, 0, 0);
    DENIED_AS("open_tree_attr", 467, AT_FDCWD, "/", 1, nullptr, 0);
    return probe::end();
}
