#include <fcntl.h>
#include <linux/mount.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <fstream>
#include <optional>
#include <string>
#include <vector>

#include "pool/base/files.h"
#include "pool/base/unique_fd.h"
#include "pool/namespaces/device_nodes.h"
#include "pool/namespaces/root_plan.h"
#include "pool/weaken.h"

namespace kiln::pool {

namespace fs = std::filesystem;

namespace {

// Where the root is staged: a directory every host has. The tmpfs mounted there hides nothing we
// still need, because everything shown was opened before.
constexpr const char* kStage = "/tmp";

struct Shown {
    fs::path path;                    // absolute, as seen inside
    fs::path link_target;             // of a link: what it says
    std::optional<std::string> text;  // of a file: its content
    UniqueFd folder;                  // of a folder: itself, as a layer, and
    UniqueFd mount;                   // a detached copy of the mounts there
};

Result<void> change_mount(int fd, std::uint64_t set, unsigned flags, const char* what) {
    mount_attr attributes{};
    attributes.attr_set = set;
    if (::syscall(SYS_mount_setattr, fd, "", AT_EMPTY_PATH | flags, &attributes,
                  sizeof attributes) != 0)
        return errno_error(what);
    return success();
}

Result<UniqueFd> open_tree(const fs::path& path) {
    UniqueFd fd(static_cast<int>(
        ::syscall(SYS_open_tree, AT_FDCWD, path.c_str(),
                  OPEN_TREE_CLONE | OPEN_TREE_CLOEXEC | AT_RECURSIVE | AT_SYMLINK_NOFOLLOW)));
    if (!fd.valid()) return errno_error("open_tree " + path.string());
    return fd;
}

Result<void> attach(const UniqueFd& mount, const fs::path& target) {
    if (::syscall(SYS_move_mount, mount.get(), "", AT_FDCWD, target.c_str(),
                  MOVE_MOUNT_F_EMPTY_PATH) != 0)
        return errno_error("move_mount to " + target.string());
    return success();
}

Result<void> open_folder(const fs::path& source, Shown& shown) {
    shown.folder.reset(::open(source.c_str(), O_PATH | O_DIRECTORY | O_CLOEXEC));
    if (!shown.folder.valid()) return errno_error("open " + source.string());
    BOOST_OUTCOME_TRY(shown.mount, open_tree(source));
    constexpr std::uint64_t kSafe = MOUNT_ATTR_RDONLY | MOUNT_ATTR_NOSUID | MOUNT_ATTR_NODEV;
    return change_mount(shown.mount.get(), kSafe, AT_RECURSIVE, "make a shown path read-only");
}

Result<std::vector<Shown>> open_shown(const RootPlan& plan) {
    std::vector<Shown> all;
    for (const fs::path& path : plan.shown) {
        const fs::path source = plan.source / path.relative_path();
        struct stat about {};
        if (::lstat(source.c_str(), &about) != 0) continue;
        Shown shown;
        shown.path = path;
        if (S_ISLNK(about.st_mode)) {
            std::error_code ignored;
            shown.link_target = fs::read_symlink(source, ignored);
        } else if (S_ISDIR(about.st_mode)) {
            BOOST_OUTCOME_TRY(open_folder(source, shown));
        } else {
            // Copied, so that its inode is the container's own.
            BOOST_OUTCOME_TRY(shown.text, read_file(source));
        }
        all.push_back(std::move(shown));
    }
    return all;
}

Result<std::vector<UniqueFd>> open_devices(const fs::path& nodes) {
    std::vector<UniqueFd> devices;
    for (const char* name : kDevices) {
        // Opened as a mount, because mknod is denied in a user namespace; writing to a device
        // passes a read-only mount.
        BOOST_OUTCOME_TRY(UniqueFd device, open_tree(nodes / name));
        devices.push_back(std::move(device));
    }
    return devices;
}

Result<void> make_folder(const fs::path& path) {
    if (::mkdir(path.c_str(), 0755) != 0 && errno != EEXIST)
        return errno_error("mkdir " + path.string());
    return success();
}

Result<void> make_file(const fs::path& path) {
    const UniqueFd fd(::open(path.c_str(), O_WRONLY | O_CREAT | O_CLOEXEC, 0644));
    if (!fd.valid()) return errno_error("create " + path.string());
    return success();
}

Result<void> make_link(const char* target, const fs::path& path) {
    if (::symlink(target, path.c_str()) != 0) return errno_error("symlink " + path.string());
    return success();
}

Result<void> write_file(const fs::path& path, const std::string& text) {
    std::ofstream out(path, std::ios::binary);
    out << text;
    if (!out.flush()) return errno_error("write " + path.string());
    return success();
}

// Shows a folder as a layer of an overlay of this container's own. File locks, leases and notices
// hang on inodes, and a bind would show every container the same ones; an overlay has its own.
// Page cache is shared as before. False where the kernel will not: a folder with mounts below it.
Result<bool> attach_layer(const Shown& shown, const fs::path& target, const fs::path& stage) {
    // An overlay that cannot be written wants two layers. The first is empty, and the one that
    // statfs(2) tells of (fs/overlayfs/super.c, ovl_statfs): the host's disk fills and empties.
    const std::string empty = (stage / "run").string();
    const std::string own = "/proc/self/fd/" + std::to_string(shown.folder.get());
    const std::string layers =
        "lowerdir=" + (without(Wall::OwnDisk) ? own + ":" + empty : empty + ":" + own);
    if (::mount("kiln-layer", target.c_str(), "overlay", MS_RDONLY | MS_NOSUID | MS_NODEV,
                layers.c_str()) == 0)
        return true;
    if (errno == EINVAL) return false;
    return errno_error("mount an overlay on " + target.string(), "modprobe overlay");
}

// Puts one shown path below the stage: folders down to it, then the mount or the link.
Result<void> place(const Shown& shown, const fs::path& stage) {
    fs::path target = stage;
    for (const fs::path& part : shown.path.parent_path().relative_path()) {
        target /= part;
        BOOST_OUTCOME_TRY(make_folder(target));
    }
    target /= shown.path.filename();
    if (shown.text) return write_file(target, *shown.text);
    if (!shown.mount.valid()) return make_link(shown.link_target.c_str(), target);
    BOOST_OUTCOME_TRY(make_folder(target));
    BOOST_OUTCOME_TRY(const bool layered, attach_layer(shown, target, stage));
    if (layered) return success();
    return attach(shown.mount, target);
}

Result<void> write_etc(const RootPlan& plan, const fs::path& stage) {
    BOOST_OUTCOME_TRY(make_folder(stage / "etc"));
    for (const auto& [name, text] : plan.etc) {
        BOOST_OUTCOME_TRY(write_file(stage / "etc" / name, text));
    }
    return success();
}

Result<void> write_own(const RootPlan& plan, const fs::path& stage) {
    for (const OwnFile& file : plan.own) {
        fs::path target = stage / "kiln";
        BOOST_OUTCOME_TRY(make_folder(target));
        for (const fs::path& part : file.path.parent_path()) {
            target /= part;
            BOOST_OUTCOME_TRY(make_folder(target));
        }
        target /= file.path.filename();
        BOOST_OUTCOME_TRY(write_file(target, file.content));
        if (file.executable && ::chmod(target.c_str(), 0755) != 0)
            return errno_error("chmod " + target.string());
    }
    return success();
}

// What cells show in place of files of /proc that tell of the host's load (cell_mounts.c): read once,
// the same for every job of this container.
Result<void> freeze_proc(const fs::path& stage) {
    BOOST_OUTCOME_TRY(make_folder(stage / ".proc"));
    for (const char* name : {"stat", "meminfo", "loadavg", "cpuinfo", "cgroups"}) {
        BOOST_OUTCOME_TRY(const std::string text, read_file(fs::path("/proc") / name));
        BOOST_OUTCOME_TRY(write_file(stage / ".proc" / name, text));
    }
    return write_file(stage / ".proc" / "boot_id", "00000000-0000-4000-8000-000000000000\n");
}

Result<void> make_dev(const std::vector<UniqueFd>& devices, const fs::path& stage) {
    const fs::path dev = stage / "dev";
    BOOST_OUTCOME_TRY(make_folder(dev));
    for (std::size_t i = 0; i < kDevices.size(); ++i) {
        BOOST_OUTCOME_TRY(make_file(dev / kDevices[i]));
        BOOST_OUTCOME_TRY(attach(devices[i], dev / kDevices[i]));
    }
    BOOST_OUTCOME_TRY(make_link("/proc/self/fd", dev / "fd"));
    BOOST_OUTCOME_TRY(make_link("/proc/self/fd/0", dev / "stdin"));
    BOOST_OUTCOME_TRY(make_link("/proc/self/fd/1", dev / "stdout"));
    BOOST_OUTCOME_TRY(make_link("/proc/self/fd/2", dev / "stderr"));
    // Mounted by each cell for itself.
    BOOST_OUTCOME_TRY(make_link("pts/ptmx", dev / "ptmx"));
    BOOST_OUTCOME_TRY(make_folder(dev / "pts"));
    return make_folder(dev / "shm");
}

// For the test that takes this wall down: no read-only mount, and nobody's property either.
Result<void> open_to_all() {
    if (::chmod("/", 01777) != 0) return errno_error("chmod /");
    return success();
}

Result<void> switch_root(const fs::path& stage) {
    // pivot_root(".", ".") puts the old root on top of the new one; the detach uncovers ours and
    // lets go of the host's tree (pivot_root(2), NOTES). chdir: pivot_root does not promise it.
    if (::chdir(stage.c_str()) != 0) return errno_error("chdir to the new root");
    if (::syscall(SYS_pivot_root, ".", ".") != 0) return errno_error("pivot_root");
    if (::umount2(".", MNT_DETACH) != 0) return errno_error("detach the old root");
    if (::chdir("/") != 0) return errno_error("chdir /");
    if (without(Wall::ReadOnlyRoot)) return open_to_all();
    const UniqueFd root(::open("/", O_PATH | O_DIRECTORY | O_CLOEXEC));
    return change_mount(root.get(), MOUNT_ATTR_RDONLY, 0, "make the root read-only");
}

}  // namespace

Result<void> enter_root(const RootPlan& plan, const fs::path& device_nodes) {
    // 1
    if (::mount(nullptr, "/", nullptr, MS_REC | MS_PRIVATE, nullptr) != 0)
        return errno_error("make mounts private");
    // 2
    BOOST_OUTCOME_TRY(const std::vector<Shown> all, open_shown(plan));
    BOOST_OUTCOME_TRY(const std::vector<UniqueFd> devices, open_devices(device_nodes));
    // 3 Until now we were an id the namespace does not know, and could not create a file.
    if (::setresgid(0, 0, 0) != 0) return errno_error("become group 0 of the container");
    if (::setresuid(0, 0, 0) != 0) return errno_error("become user 0 of the container");
    // 4
    if (::mount("kiln-root", kStage, "tmpfs", MS_NOSUID | MS_NODEV, "size=4m,mode=0755") != 0)
        return errno_error("mount the new root");
    BOOST_OUTCOME_TRY(make_folder(fs::path(kStage) / "run"));
    if (!plan.etc.empty()) {
        BOOST_OUTCOME_TRY(write_etc(plan, kStage));
    }
    BOOST_OUTCOME_TRY(write_own(plan, kStage));
    for (const Shown& shown : all) {
        BOOST_OUTCOME_TRY(place(shown, kStage));
    }
    // 5
    BOOST_OUTCOME_TRY(make_dev(devices, kStage));
    BOOST_OUTCOME_TRY(freeze_proc(kStage));
    for (const char* name : {"proc", "tmp", "box"}) {
        BOOST_OUTCOME_TRY(make_folder(fs::path(kStage) / name));
    }
    if (::mount("proc", (fs::path(kStage) / "proc").c_str(), "proc",
                MS_NOSUID | MS_NODEV | MS_NOEXEC, nullptr) != 0)
        return errno_error("mount the container's /proc",
                           "the host's own /proc must be mounted without masks");
    // 6
    return switch_root(kStage);
}

}  // namespace kiln::pool
