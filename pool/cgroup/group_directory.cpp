#include "pool/cgroup/group_directory.h"

#include <fcntl.h>
#include <signal.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <chrono>
#include <fstream>
#include <thread>

#include "pool/base/files.h"

namespace kiln::pool {

namespace fs = std::filesystem;

namespace {

constexpr std::chrono::milliseconds kPatience{1000};
constexpr std::chrono::milliseconds kPause{2};

void kill_members(const fs::path& group) {
    // cgroup.kill (v2, Linux 5.14) is one stroke; the pids of v1 have to be named one by one.
    if (write_file(group / "cgroup.kill", "1")) return;
    std::ifstream procs(group / "cgroup.procs");
    for (pid_t pid = 0; procs >> pid;)
        if (pid > 1 && pid != ::getpid()) (void)::kill(pid, SIGKILL);
}

}  // namespace

Result<void> make_directory(const fs::path& path) {
    if (::mkdir(path.c_str(), 0755) != 0 && errno != EEXIST)
        return errno_error("mkdir " + path.string());
    return success();
}

Result<void> remove_directory(const fs::path& path) {
    const auto give_up = std::chrono::steady_clock::now() + kPatience;
    while (::rmdir(path.c_str()) != 0) {
        if (errno == ENOENT) return success();
        if (errno != EBUSY || std::chrono::steady_clock::now() > give_up)
            return errno_error("rmdir " + path.string());
        std::this_thread::sleep_for(kPause);
    }
    return success();
}

void remove_tree(const fs::path& path) {
    const auto names = names_in(path);
    if (!names) return;  // gone, also while it was read: another engine tidies up, too
    std::error_code ignored;
    for (const std::string& name : names.value())
        if (fs::symlink_status(path / name, ignored).type() == fs::file_type::directory)
            remove_tree(path / name);
    kill_members(path);
    (void)remove_directory(path);
}

Result<UniqueFd> open_for_write(const fs::path& path) {
    UniqueFd fd(::open(path.c_str(), O_WRONLY | O_CLOEXEC));
    if (!fd.valid()) return errno_error("open " + path.string());
    return fd;
}

Result<UniqueFd> open_directory(const fs::path& path) {
    UniqueFd fd(::open(path.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
    if (!fd.valid()) return errno_error("open " + path.string());
    return fd;
}

bool write_file(const fs::path& path, std::string_view text) {
    const UniqueFd fd(::open(path.c_str(), O_WRONLY | O_CLOEXEC));
    return fd.valid() && ::write(fd.get(), text.data(), text.size()) >= 0;
}

bool controllers_enabled(const fs::path& group) {
    std::ifstream in(group / "cgroup.subtree_control");
    int found = 0;
    for (std::string name; in >> name;)
        found += name == "memory" || name == "pids" || name == "cpu";
    return found == 3;
}

bool disable_controllers(const fs::path& group) {
    return write_file(group / "cgroup.subtree_control", "-memory -pids -cpu");
}

bool enable_controllers(const fs::path& group) {
    return write_file(group / "cgroup.subtree_control", "+memory +pids +cpu");
}

}  // namespace kiln::pool
