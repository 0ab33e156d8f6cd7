#include "pool/cgroup/container_groups.h"

#include <fcntl.h>
#include <sys/eventfd.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <string_view>
#include <utility>

#include "pool/base/files.h"
#include "pool/cgroup/group_directory.h"
#include "pool/weaken.h"

namespace kiln::pool {

namespace fs = std::filesystem;

namespace {

// Of the group that Kiln's own processes move to, where they are in the way.
constexpr const char* kOwnSuffix = "-engine";

// Of an agent: itself, what the kernel keeps of the namespaces that it makes, and inits of cells on
// their way into their group.
constexpr std::uint64_t kAgentBytes = 256ull << 20;
constexpr std::uint64_t kAgentProcesses = 64;
// Threads of all warm runtimes; one of Node has eleven.
constexpr std::uint64_t kRuntimeProcesses = 512;

struct FileName {
    LeafFile file;
    Controller controller;
    const char* v1;
    const char* v2;
};

constexpr std::array kFileNames = {
    FileName{LeafFile::MemoryLimit, Controller::Memory, "memory.limit_in_bytes", "memory.max"},
    FileName{LeafFile::SwapLimit, Controller::Memory, "memory.memsw.limit_in_bytes",
             "memory.swap.max"},
    FileName{LeafFile::MemoryPeak, Controller::Memory, "memory.max_usage_in_bytes", "memory.peak"},
    FileName{LeafFile::MemoryUsage, Controller::Memory, "memory.usage_in_bytes", "memory.current"},
    FileName{LeafFile::MemoryEvents, Controller::Memory, "memory.oom_control", "memory.events"},
    FileName{LeafFile::MemoryStat, Controller::Memory, "memory.stat", "memory.stat"},
    FileName{LeafFile::MemoryReclaim, Controller::Memory, "memory.force_empty", "memory.reclaim"},
    FileName{LeafFile::PidsLimit, Controller::Pids, "pids.max", "pids.max"},
    FileName{LeafFile::PidsUsage, Controller::Pids, "pids.current", "pids.current"},
    FileName{LeafFile::PidsEvents, Controller::Pids, "pids.events", "pids.events"},
    FileName{LeafFile::CpuQuota, Controller::Cpu, "cpu.cfs_quota_us", "cpu.max"},
    FileName{LeafFile::CpuUsage, Controller::CpuCount, "cpuacct.usage", "cpu.stat"},
};

// Of the container's group itself.
constexpr std::array kWholeNames = {
    FileName{LeafFile::WholeMemory, Controller::Memory, "memory.usage_in_bytes", "memory.current"},
    FileName{LeafFile::WholePids, Controller::Pids, "pids.current", "pids.current"},
    FileName{LeafFile::WholeCpu, Controller::CpuCount, "cpuacct.usage", "cpu.stat"},
};

// Read and write where the kernel lets us, else whichever of the two it lets.
UniqueFd open_any(const fs::path& path) {
    for (const int mode : {O_RDWR, O_RDONLY, O_WRONLY}) {
        UniqueFd fd(::open(path.c_str(), mode | O_CLOEXEC));
        if (fd.valid()) return fd;
    }
    return {};
}

// v1: an eventfd that the kernel counts up when the group meets its limit (memory.rst, 10).
UniqueFd register_oom_notice(const fs::path& leaf, int oom_control) {
    UniqueFd notice(::eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK));
    const std::string line = std::to_string(notice.get()) + " " + std::to_string(oom_control);
    if (!write_file(leaf / "cgroup.event_control", line)) return {};
    return notice;
}

// With swap, where the kernel counts that.
bool bound_memory(int version, const fs::path& group, std::uint64_t bytes) {
    const std::string text = std::to_string(bytes);
    const bool bound =
        write_file(group / (version == 2 ? "memory.max" : "memory.limit_in_bytes"), text);
    (void)write_file(group / (version == 2 ? "memory.swap.max" : "memory.memsw.limit_in_bytes"),
                     text);
    return bound;
}

}  // namespace

Result<ContainerGroups> ContainerGroups::make(Hierarchy hierarchy, unsigned instance,
                                              const ContainerBounds& bounds) {
    sweep_groups(hierarchy, instance);
    ContainerGroups groups;
    groups.hierarchy_ = std::move(hierarchy);
    groups.name_ = "kiln-" + std::to_string(instance);
    groups.bounds_ = bounds;
    for (const fs::path& root : groups.roots()) {
        BOOST_OUTCOME_TRY(make_directory(root));
    }
    if (groups.hierarchy_.version == 2) {
        BOOST_OUTCOME_TRY(groups.enable_v2());
    }
    return groups;
}

// The instance's group in each hierarchy, each directory once.
std::vector<fs::path> ContainerGroups::roots() const {
    std::vector<fs::path> roots;
    for (const fs::path& base : hierarchy_.base) {
        if (base.empty()) continue;
        fs::path root = base / name_;
        if (std::find(roots.begin(), roots.end(), root) == roots.end())
            roots.push_back(std::move(root));
    }
    return roots;
}

fs::path ContainerGroups::slot_in(Controller controller, unsigned slot) const {
    const fs::path& base = hierarchy_.of(controller);
    return base.empty() ? fs::path() : base / name_ / ("c" + std::to_string(slot));
}

// A group hands controllers to its children only while it has no process of its own; the root
// group is free of that rule (cgroup-v2.rst, "No Internal Process Constraint").
Result<void> ContainerGroups::enable_v2() {
    const fs::path& base = hierarchy_.of(Controller::Memory);
    if (base.empty()) return success();
    if (!controllers_enabled(base) && !enable_controllers(base)) {
        // Our own processes may be what is in the way: the spawner, and the engine, its parent.
        BOOST_OUTCOME_TRY(make_directory(base / (name_ + kOwnSuffix)));
        moved_engine_ = ::getppid();
        move_own(base / (name_ + kOwnSuffix));
        if (!enable_controllers(base)) {
            const Error refused =
                errno_error("enable the memory, pids and cpu controllers in " + base.string(),
                            "start kiln alone in a delegated group: systemd-run --user --scope -p "
                            "Delegate=yes kiln serve");
            give_base_back();
            return refused;
        }
    }
    const fs::path own = base / name_;
    if (!enable_controllers(own))
        return errno_error("enable the memory, pids and cpu controllers in " + own.string());
    return success();
}

void ContainerGroups::move_own(const fs::path& group) const {
    // The engine only while it is still our parent: a pid may be another's by now.
    if (::getppid() == moved_engine_)
        (void)write_file(group / "cgroup.procs", std::to_string(moved_engine_));
    (void)write_file(group / "cgroup.procs", std::to_string(::getpid()));
}

// Leaves the group we were started in as we found it, unless another instance still uses it; the
// last of them succeeds, and removes what the others had to leave.
void ContainerGroups::give_base_back() {
    const fs::path& base = hierarchy_.of(Controller::Memory);
    if (hierarchy_.version != 2 || base.empty() || moved_engine_ == 0) return;
    if (!disable_controllers(base)) return;
    move_own(base);
    const auto names = names_in(base);
    if (!names) return;
    for (const std::string& name : names.value())
        if (name.starts_with("kiln-") && name.ends_with(kOwnSuffix))
            (void)::rmdir((base / name).c_str());
}

Result<ContainerGroups::Slot> ContainerGroups::make_slot(unsigned slot, uid_t owner) {
    Slot made;
    for (const fs::path& root : roots()) {
        const fs::path container = root / ("c" + std::to_string(slot));
        const fs::path cell = container / "cell";
        const fs::path warm = container / "warm";
        BOOST_OUTCOME_TRY(make_directory(container));
        // v1 before Linux 5.11: a group counts what its children have only where it was told to, while
        // it had none. Elsewhere it always does, or there is no such file.
        (void)write_file(container / "memory.use_hierarchy", "1");
        for (const fs::path& directory : {container / "agent", cell, warm}) {
            BOOST_OUTCOME_TRY(make_directory(directory));
        }
        if (hierarchy_.version == 1) {
            BOOST_OUTCOME_TRY(UniqueFd agent, open_for_write(container / "agent" / "tasks"));
            BOOST_OUTCOME_TRY(UniqueFd tasks, open_for_write(cell / "tasks"));
            BOOST_OUTCOME_TRY(UniqueFd warm_tasks, open_for_write(warm / "tasks"));
            made.agent.push_back(std::move(agent));
            made.attach.push_back(std::move(tasks));
            made.attach_runtime.push_back(std::move(warm_tasks));
            continue;
        }
        for (const fs::path& directory : {container, cell, warm})
            if (::chown((directory / "cgroup.procs").c_str(), owner, static_cast<gid_t>(-1)) != 0)
                return errno_error("chown cgroup.procs to the container");
        BOOST_OUTCOME_TRY(made.birth, open_directory(container));
        BOOST_OUTCOME_TRY(UniqueFd directory, open_directory(cell));
        BOOST_OUTCOME_TRY(UniqueFd warm_directory, open_directory(warm));
        made.attach.push_back(std::move(directory));
        made.attach_runtime.push_back(std::move(warm_directory));
    }
    return made;
}

Result<LeafFiles> ContainerGroups::settle(unsigned slot, pid_t container) {
    if (hierarchy_.version == 2 && !hierarchy_.of(Controller::Memory).empty()) {
        const fs::path group = slot_in(Controller::Memory, slot);
        if (!write_file(group / "agent" / "cgroup.procs", std::to_string(container)))
            return errno_error("move the container to its agent group");
        if (!enable_controllers(group)) return errno_error("enable the container's controllers");
    }
    BOOST_OUTCOME_TRY(set_bounds(slot));
    return open_files(slot);
}

// Within those of the runtimes, KILN_WARM_MEMORY_MB decides; within those of a cell, its step's limits.
Result<void> ContainerGroups::set_bounds(unsigned slot) const {
    const fs::path memory = slot_in(Controller::Memory, slot);
    if (!memory.empty() && !without(Wall::Memory)) {
        const std::uint64_t whole = bounds_.cell_bytes + bounds_.runtime_bytes + kAgentBytes;
        for (const auto& [group, bytes] :
             {std::pair{memory, whole}, std::pair{memory / "warm", bounds_.runtime_bytes},
              std::pair{memory / "agent", kAgentBytes}})
            if (!bound_memory(hierarchy_.version, group, bytes))
                return errno_error("bound the memory of " + group.string());
    }
    const fs::path pids = slot_in(Controller::Pids, slot);
    if (!pids.empty() && !without(Wall::Pids)) {
        const std::uint64_t whole =
            bounds_.cell_processes + kInitProcesses + kRuntimeProcesses + kAgentProcesses;
        for (const auto& [group, count] :
             {std::pair{pids, whole}, std::pair{pids / "warm", kRuntimeProcesses},
              std::pair{pids / "agent", kAgentProcesses}})
            if (!write_file(group / "pids.max", std::to_string(count)))
                return errno_error("bound the processes of " + group.string());
    }
    return success();
}

Result<LeafFiles> ContainerGroups::open_files(unsigned slot) const {
    LeafFiles files;
    for (const FileName& name : kFileNames) {
        const fs::path container = slot_in(name.controller, slot);
        if (container.empty()) continue;
        const fs::path path = container / "cell" / (hierarchy_.version == 2 ? name.v2 : name.v1);
        files[static_cast<std::size_t>(name.file)] = open_any(path);
    }
    for (const FileName& name : kWholeNames) {
        const fs::path container = slot_in(name.controller, slot);
        if (container.empty()) continue;
        const fs::path path = container / (hierarchy_.version == 2 ? name.v2 : name.v1);
        files[static_cast<std::size_t>(name.file)].reset(
            ::open(path.c_str(), O_RDONLY | O_CLOEXEC));
    }
    const auto has = [&](LeafFile file) { return files[static_cast<std::size_t>(file)].valid(); };
    const fs::path memory = slot_in(Controller::Memory, slot);
    if (!memory.empty() && (!has(LeafFile::MemoryLimit) || !has(LeafFile::MemoryEvents)))
        return errno_error("open the memory files of " + (memory / "cell").string());
    if (!memory.empty())
        files[static_cast<std::size_t>(LeafFile::RuntimeMemory)] =
            open_any(memory / "warm" /
                     (hierarchy_.version == 2 ? "memory.current" : "memory.usage_in_bytes"));
    const fs::path pids = slot_in(Controller::Pids, slot);
    if (!pids.empty() && !has(LeafFile::PidsLimit))
        return errno_error("open the pids files of " + (pids / "cell").string());
    if (hierarchy_.version == 1 && !memory.empty()) {
        const int oom_control = files[static_cast<std::size_t>(LeafFile::MemoryEvents)].get();
        files[static_cast<std::size_t>(LeafFile::OomNotify)] =
            register_oom_notice(memory / "cell", oom_control);
    }
    return files;
}

Result<void> ContainerGroups::remove_slot(unsigned slot) {
    for (const fs::path& root : roots()) {
        const fs::path container = root / ("c" + std::to_string(slot));
        for (const fs::path& directory :
             {container / "cell", container / "warm", container / "agent", container}) {
            BOOST_OUTCOME_TRY(remove_directory(directory));
        }
    }
    return success();
}

Result<void> ContainerGroups::remove() {
    for (const fs::path& root : roots()) {
        BOOST_OUTCOME_TRY(remove_directory(root));
    }
    give_base_back();
    return success();
}

void sweep_groups(const Hierarchy& hierarchy, unsigned instance) {
    const std::string name = "kiln-" + std::to_string(instance);
    for (const fs::path& base : hierarchy.base) {
        if (base.empty()) continue;
        remove_tree(base / name);
        // Holds the engine and the spawner of a dead instance, thus nobody; or us, and then stays.
        (void)::rmdir((base / (name + kOwnSuffix)).c_str());
    }
}

}  // namespace kiln::pool
