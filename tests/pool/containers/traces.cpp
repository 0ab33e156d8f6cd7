#include "tests/pool/containers/traces.h"

#include <fcntl.h>
#include <poll.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <fstream>
#include <iterator>

#include "pool/cgroup/hierarchy.h"
#include "pool/namespaces/instance.h"

namespace kiln::pool {

namespace fs = std::filesystem;

namespace {

UniqueFd open_process(pid_t pid) {
    return UniqueFd(static_cast<int>(::syscall(SYS_pidfd_open, pid, 0)));
}

bool ends(const UniqueFd& pidfd, int patience_ms) {
    pollfd wait{pidfd.get(), POLLIN, 0};
    return ::poll(&wait, 1, patience_ms) == 1;
}

std::vector<pid_t> all_processes() {
    std::vector<pid_t> pids;
    std::error_code ignored;
    for (const auto& entry : fs::directory_iterator("/proc", ignored)) {
        const std::string name = entry.path().filename().string();
        if (name.find_first_not_of("0123456789") == name.npos)
            pids.push_back(static_cast<pid_t>(std::stol(name)));
    }
    return pids;
}

std::string file_of(pid_t pid, const char* name) {
    std::ifstream in("/proc/" + std::to_string(pid) + "/" + name, std::ios::binary);
    return {std::istreambuf_iterator<char>(in), {}};
}

// 0 where the process is gone.
pid_t parent_of(pid_t pid) {
    const std::string status = file_of(pid, "status");
    const auto at = status.find("\nPPid:\t");
    return at == status.npos ? 0 : static_cast<pid_t>(std::stol(status.substr(at + 7)));
}

bool descends_from(pid_t pid, pid_t ancestor) {
    for (pid_t parent = parent_of(pid); parent > 1; parent = parent_of(parent))
        if (parent == ancestor) return true;
    return false;
}

}  // namespace

Traces::Traces(unsigned instance, pid_t spawner) : spawner_(open_process(spawner)) {
    for (const pid_t pid : all_processes())
        if (descends_from(pid, spawner)) pidfds_.push_back(open_process(pid));
    const std::string name = "kiln-" + std::to_string(instance);
    for (const fs::path& base : find_hierarchy("").base)
        if (!base.empty()) remember(base / name);
    remember(lock_directory() / (std::to_string(instance) + ".lock"));
}

void Traces::remember(const fs::path& path) {
    UniqueFd held(::open(path.c_str(), O_PATH | O_CLOEXEC));
    if (held.valid()) files_.push_back({path, std::move(held)});
}

bool Traces::spawner_ends(int patience_ms) const {
    return ends(spawner_, patience_ms);
}

bool Traces::processes_end(int patience_ms) const {
    for (const UniqueFd& pidfd : pidfds_)
        if (!ends(pidfd, patience_ms)) return false;
    return true;
}

std::string Traces::left() const {
    std::string left;
    if (!ends(spawner_, 0)) left += "the spawner\n";
    for (const UniqueFd& pidfd : pidfds_)
        if (!ends(pidfd, 0)) left += "a process\n";
    for (const File& file : files_) {
        struct stat held {
        }, named{};
        if (::fstat(file.held.get(), &held) == 0 && ::stat(file.path.c_str(), &named) == 0 &&
            held.st_ino == named.st_ino)
            left += file.path.string() + "\n";
    }
    return left;
}

pid_t agent_of(unsigned instance, unsigned slot) {
    const fs::path base = find_hierarchy("").of(Controller::Pids);
    std::ifstream procs(base / ("kiln-" + std::to_string(instance)) / ("c" + std::to_string(slot)) /
                        "agent" / "cgroup.procs");
    pid_t pid = -1;
    procs >> pid;
    return procs ? pid : -1;
}

bool someone_runs_with(const std::string& word) {
    const std::string argument = '\0' + word + '\0';
    for (const pid_t pid : all_processes())
        if (file_of(pid, "cmdline").find(argument) != std::string::npos) return true;
    return false;
}

}  // namespace kiln::pool
