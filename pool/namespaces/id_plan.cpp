#include <fcntl.h>
#include <pwd.h>
#include <sys/wait.h>
#include <unistd.h>

#include <fstream>
#include <optional>
#include <sstream>

#include "pool/namespaces/instance.h"
#include "pool/protocol/cell_protocol.h"

namespace kiln::pool {

namespace {

constexpr uid_t kFirstRootId = 0x70000000;
constexpr uid_t kIdsPerSlot = 2;  // the agent's and the program's

struct Range {
    uid_t first = 0;
    uid_t count = 0;
};

// The first line of /etc/subuid or /etc/subgid that is ours: "name-or-uid:first:count".
std::optional<Range> sub_ids(const char* path) {
    const passwd* me = ::getpwuid(::geteuid());
    const std::string name = me != nullptr ? me->pw_name : "";
    std::ifstream in(path);
    for (std::string line; std::getline(in, line);) {
        std::istringstream fields(line);
        std::string who, first, count;
        std::getline(fields, who, ':');
        std::getline(fields, first, ':');
        std::getline(fields, count, ':');
        if (who != name && who != std::to_string(::geteuid())) continue;
        try {
            return Range{static_cast<uid_t>(std::stoul(first)),
                         static_cast<uid_t>(std::stoul(count))};
        } catch (const std::exception&) {
            return std::nullopt;  // a broken line grants nothing
        }
    }
    return std::nullopt;
}

Result<void> write_map(pid_t pid, const char* file, const std::string& text) {
    const std::string path = "/proc/" + std::to_string(pid) + "/" + file;
    const UniqueFd fd(::open(path.c_str(), O_WRONLY | O_CLOEXEC));
    if (!fd.valid() || ::write(fd.get(), text.data(), text.size()) < 0)
        return errno_error(std::string("write ") + file);
    return success();
}

// Runs newuidmap or newgidmap for `pid`: inside 0 is outside `root`, inside `job` is outside `sub`.
Result<void> run_helper(const char* program, pid_t pid, unsigned root, unsigned job, unsigned sub) {
    const std::string pid_text = std::to_string(pid);
    const std::string root_text = std::to_string(root);
    const std::string job_text = std::to_string(job);
    const std::string sub_text = std::to_string(sub);
    const pid_t child = ::fork();
    if (child < 0) return errno_error("fork for newuidmap");
    if (child == 0) {
        ::execlp(program, program, pid_text.c_str(), "0", root_text.c_str(), "1", job_text.c_str(),
                 sub_text.c_str(), "1", nullptr);
        ::_exit(127);
    }
    int status = 0;
    if (::waitpid(child, &status, 0) != child) return errno_error("wait for newuidmap");
    if (status != 0)
        return plain_error(
            std::string(program) + " refused, status " + std::to_string(WEXITSTATUS(status)),
            "apt-get install uidmap, and give this user a line in /etc/subuid and "
            "/etc/subgid");
    return success();
}

}  // namespace

IdPlan IdPlan::make(unsigned instance) {
    IdPlan plan;
    const uid_t me = ::geteuid();
    plan.engine_uid_ = me;
    if (me == 0) {
        plan.way_ = IdMap::Way::Direct;
        plan.first_uid_ = kFirstRootId + instance * (kMaxSlots + 1) * kIdsPerSlot;
        plan.first_gid_ = plan.first_uid_;
        plan.engine_uid_ = plan.first_uid_ + kMaxSlots * kIdsPerSlot;
        return plan;
    }
    const auto uids = sub_ids("/etc/subuid");
    const auto gids = sub_ids("/etc/subgid");
    const uid_t needed = (instance + 1) * (kMaxSlots + 1);
    const bool helper = ::access("/usr/bin/newuidmap", X_OK) == 0;
    if (helper && uids && gids && uids->count >= needed && gids->count >= needed) {
        plan.way_ = IdMap::Way::Helper;
        plan.first_uid_ = uids->first + instance * (kMaxSlots + 1);
        plan.first_gid_ = gids->first + instance * (kMaxSlots + 1);
        return plan;
    }
    plan.why_ =
        "no user ids of its own for each container: as root, run `apt-get install uidmap` "
        "and `usermod --add-subuids 200000-265535 --add-subgids 200000-265535 " +
        std::to_string(me) + "`";
    return plan;
}

IdMap IdPlan::of(unsigned slot) const {
    IdMap map{way_, ::geteuid(), ::getegid(), ::geteuid(), ::getegid()};
    if (way_ == IdMap::Way::Direct) {
        map.root_uid = first_uid_ + slot * kIdsPerSlot;
        map.root_gid = first_gid_ + slot * kIdsPerSlot;
        map.job_uid = map.root_uid + 1;
        map.job_gid = map.root_gid + 1;
    }
    if (way_ == IdMap::Way::Helper) {
        map.job_uid = first_uid_ + slot;
        map.job_gid = first_gid_ + slot;
    }
    return map;
}

Result<void> write_id_maps(pid_t pid, const IdMap& map) {
    // Written by us so that nobody inside can: a map is written once, and needs no right.
    BOOST_OUTCOME_TRY(write_map(pid, "projid_map", "0 " + std::to_string(map.root_uid) + " 1\n"));
    if (map.way == IdMap::Way::Helper) {
        BOOST_OUTCOME_TRY(run_helper("newuidmap", pid, map.root_uid, KILN_JOB_UID, map.job_uid));
        return run_helper("newgidmap", pid, map.root_gid, KILN_JOB_GID, map.job_gid);
    }
    std::string uids = "0 " + std::to_string(map.root_uid) + " 1\n";
    std::string gids = "0 " + std::to_string(map.root_gid) + " 1\n";
    if (map.way == IdMap::Way::Direct) {
        uids += std::to_string(KILN_JOB_UID) + " " + std::to_string(map.job_uid) + " 1\n";
        gids += std::to_string(KILN_JOB_GID) + " " + std::to_string(map.job_gid) + " 1\n";
    } else {
        // Without privilege a group map is accepted only once setgroups(2) is off for good.
        BOOST_OUTCOME_TRY(write_map(pid, "setgroups", "deny"));
    }
    BOOST_OUTCOME_TRY(write_map(pid, "uid_map", uids));
    return write_map(pid, "gid_map", gids);
}

}  // namespace kiln::pool
