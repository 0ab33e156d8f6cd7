#include "pool/namespaces/birth.h"

#include <fcntl.h>
#include <linux/capability.h>
#include <linux/sched.h>
#include <poll.h>
#include <sched.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstring>

#include "pool/base/unix_socket.h"
#include "pool/weaken.h"

// Theory of operation. Two processes and one socket pair between them:
//
//   spawner                                child, pid 1 of the container
//   1 clone3 into the namespaces           . waits
//   2 write_id_maps                        . till then it is nobody: it could create no file
//   3 "go"                                 4 enter its cgroups, then unshare the cgroup namespace,
//                                            whose root they become
//                                          5 enter_root (root_plan.h)
//                                          6 limits, capabilities it never needs, hostname, session,
//                                            descriptors 0 to 3
//                                          7 execveat of the agent: the kernel gives it a memory
//                                            image that belongs to the container's user namespace,
//                                            without which it could not enter cells (setns(2))
//   8 end of file: it runs; a Failure:     . a step failed
//     it does not
namespace kiln::pool {

namespace {

constexpr int kPatienceMs = 5000;
constexpr int kDeathPatienceMs = 2000;

// What the child says when a step fails; it has no other way to speak.
struct Failure {
    int error = 0;
    std::array<char, 256> step{};
};

[[noreturn]] void fail(int socket, const Error& error) {
    Failure failure;
    failure.error = error.code.value();
    const std::string text = error.hint.empty() ? error.step : error.step + " (" + error.hint + ")";
    std::strncpy(failure.step.data(), text.c_str(), failure.step.size() - 1);
    (void)send_message(socket, as_message(failure));
    ::_exit(1);
}

Result<void> enter_groups(const ContainerGroups::Slot& groups) {
    // The process itself writes 0: no pid to look up, and no wait for the kernel's global lock.
    for (const UniqueFd& tasks : groups.agent)
        if (::write(tasks.get(), "0", 1) != 1) return errno_error("enter the agent's cgroup");
    if (::unshare(CLONE_NEWCGROUP) != 0) return errno_error("unshare the cgroup namespace");
    return success();
}

// What all processes of the container may have together, of things the kernel counts by user.
Result<void> limit_namespace(const IdMap& ids) {
    // A program without an id of its own gets it in a user namespace of its own (job.c).
    const char* user_namespaces = ids.way == IdMap::Way::OneId ? "4" : "0";
    const std::array<std::pair<const char*, const char*>, 3> limits = {{
        {"/proc/sys/user/max_user_namespaces", user_namespaces},
        {"/proc/sys/user/max_inotify_instances", "64"},
        {"/proc/sys/user/max_inotify_watches", "8192"},
    }};
    for (const auto& [path, value] : limits) {
        const UniqueFd fd(::open(path, O_WRONLY | O_CLOEXEC));
        if (!fd.valid() || ::write(fd.get(), value, std::strlen(value)) < 0)
            return errno_error(std::string("limit ") + path);
    }
    return success();
}

// CAP_SYS_RESOURCE raises the limits that were set above. No agent needs it, and nothing brings it back: a
// user namespace of its own, with all capabilities, is what it would allow to allow itself.
Result<void> give_up_resource_rights() {
    if (::prctl(PR_CAPBSET_DROP, static_cast<unsigned long>(CAP_SYS_RESOURCE), 0, 0, 0) != 0)
        return errno_error("give up what no agent needs");
    return success();
}

// 0, 1, 2: the container's /dev/null. 3: the agent socket. All else is close-on-exec.
Result<void> arrange_descriptors(int agent_socket) {
    const int null = ::open("/dev/null", O_RDWR | O_CLOEXEC);
    if (null < 0) return errno_error("open the container's /dev/null");
    for (int fd = 0; fd <= 2; ++fd)
        if (::dup2(null, fd) < 0) return errno_error("dup2 of /dev/null");
    if (::dup2(agent_socket, 3) < 0) return errno_error("dup2 of the agent socket");
    // dup2 onto itself changes nothing, also not the flag.
    for (int fd = 0; fd <= 3; ++fd)
        if (::fcntl(fd, F_SETFD, 0) != 0) return errno_error("keep a descriptor over execve");
    return success();
}

// The signal at the spawner's death is lost if that has died already: then its end of `sync` is closed.
// After the last change of ids, which would clear it; execve keeps it (prctl(2)).
Result<void> die_with_spawner(int sync) {
    if (::prctl(PR_SET_PDEATHSIG, SIGKILL, 0, 0, 0) != 0)
        return errno_error("die with the spawner");
    char byte = 0;
    if (::recv(sync, &byte, 1, MSG_PEEK | MSG_DONTWAIT) == 0) ::_exit(1);
    return success();
}

Result<void> become_agent(const BirthPlan& plan, UniqueFd agent_socket, int sync) {
    ::umask(022);
    BOOST_OUTCOME_TRY(enter_groups(*plan.groups));
    BOOST_OUTCOME_TRY(enter_root(*plan.root, plan.device_nodes));
    BOOST_OUTCOME_TRY(limit_namespace(plan.ids));
    BOOST_OUTCOME_TRY(give_up_resource_rights());
    if (::sethostname(plan.hostname.c_str(), plan.hostname.size()) != 0)
        return errno_error("sethostname");
    if (::setsid() < 0) return errno_error("setsid");
    for (int number = 1; number < NSIG; ++number) ::signal(number, SIG_DFL);
    // The image moves out of the way of 0 to 3 and of the socket.
    const int image = ::fcntl(plan.agent_image, F_DUPFD_CLOEXEC, 64);
    if (image < 0) return errno_error("keep the agent image");
    BOOST_OUTCOME_TRY(die_with_spawner(sync));
    BOOST_OUTCOME_TRY(arrange_descriptors(agent_socket.get()));
    const std::array<char*, 2> argv = {const_cast<char*>("kiln-agent"), nullptr};
    const std::array<char*, 1> envp = {nullptr};
    ::syscall(SYS_execveat, image, "", argv.data(), envp.data(), AT_EMPTY_PATH);
    return errno_error("execveat of the agent");
}

[[noreturn]] void live(const BirthPlan& plan, UniqueFd agent_socket, UniqueFd sync) {
    // Out of the way of descriptors 0 to 3, which are arranged while we may still have to speak.
    const int speak = ::fcntl(sync.get(), F_DUPFD_CLOEXEC, 64);
    char go = 0;
    if (::read(sync.get(), &go, 1) != 1) ::_exit(1);  // the spawner gave up
    const Result<void> done = become_agent(plan, std::move(agent_socket), speak);
    fail(speak, done.error());
}

// Changes the effective user id and keeps the capabilities, which that would suspend. The kernel
// counts what a user namespace uses (inotify, nested namespaces, pending signals) also against
// the id that made it: each container's own, or one of them could use up root's share.
Result<void> wear_id(uid_t id) {
    if (::geteuid() == id) return success();
    __user_cap_header_struct header{_LINUX_CAPABILITY_VERSION_3, 0};
    __user_cap_data_struct data[2]{};
    if (::seteuid(id) != 0) return errno_error("seteuid");
    if (::syscall(SYS_capget, &header, data) != 0) return errno_error("capget");
    for (__user_cap_data_struct& half : data) half.effective = half.permitted;
    if (::syscall(SYS_capset, &header, data) != 0) return errno_error("keep capabilities");
    return success();
}

Result<Born> clone_child(const BirthPlan& plan, UniqueFd child_socket, UniqueFd child_sync,
                         UniqueFd our_socket) {
    Born born;
    const uid_t own = ::geteuid();
    int pidfd = -1;
    clone_args args{};
    args.flags = CLONE_NEWUSER | CLONE_NEWNS | CLONE_NEWPID | CLONE_NEWNET | CLONE_NEWIPC |
                 CLONE_NEWUTS | CLONE_PIDFD;
    if (without(Wall::Network)) args.flags &= ~std::uint64_t{CLONE_NEWNET};
    args.pidfd = reinterpret_cast<std::uintptr_t>(&pidfd);
    args.exit_signal = SIGCHLD;
    if (plan.groups->birth.valid()) {
        args.flags |= CLONE_INTO_CGROUP;
        args.cgroup = static_cast<std::uint64_t>(plan.groups->birth.get());
    }
    BOOST_OUTCOME_TRY(wear_id(plan.ids.root_uid));
    born.pid = static_cast<pid_t>(::syscall(SYS_clone3, &args, sizeof args));
    if (born.pid == 0) live(plan, std::move(child_socket), std::move(child_sync));
    const int refused = errno;
    born.pidfd.reset(pidfd);
    const Result<void> own_again = wear_id(own);
    if (!own_again) {
        if (born.pid > 0) (void)end_life(born);
        return own_again.error();
    }
    if (born.pid < 0)
        return errno_error(refused, "clone3 of a container",
                           "user namespaces must be allowed: sysctl user.max_user_namespaces, "
                           "kernel.unprivileged_userns_clone, "
                           "kernel.apparmor_restrict_unprivileged_userns");
    born.agent_socket = std::move(our_socket);
    return born;
}

// Steps 2, 3 and 8.
Result<void> raise(const Born& born, const UniqueFd& sync, const IdMap& ids) {
    BOOST_OUTCOME_TRY(write_id_maps(born.pid, ids));
    if (::send(sync.get(), "g", 1, MSG_NOSIGNAL) != 1) return errno_error("start the container");
    pollfd wait{sync.get(), POLLIN, 0};
    if (::poll(&wait, 1, kPatienceMs) <= 0)
        return errno_error(ETIMEDOUT, "wait for the container's agent");
    Failure failure;
    BOOST_OUTCOME_TRY(const Received received, receive_message(sync.get(), as_buffer(failure)));
    if (received.size == 0) return success();
    failure.step.back() = '\0';
    return errno_error(failure.error, failure.step.data());
}

}  // namespace

Result<Born> give_birth(const BirthPlan& plan) {
    BOOST_OUTCOME_TRY(SocketPair agent, seqpacket_pair());
    BOOST_OUTCOME_TRY(SocketPair sync, seqpacket_pair());
    BOOST_OUTCOME_TRY(Born born, clone_child(plan, std::move(agent.theirs), std::move(sync.theirs),
                                             std::move(agent.ours)));
    const Result<void> raised = raise(born, sync.ours, plan.ids);
    if (!raised) {
        (void)end_life(born);
        return raised.error();
    }
    return born;
}

void signal_death(const Born& born) {
    (void)::syscall(SYS_pidfd_send_signal, born.pidfd.get(), SIGKILL, nullptr, 0);
}

bool end_life(const Born& born) {
    // A namespace's pid 1 is not reapable before all in it are gone.
    signal_death(born);
    pollfd wait{born.pidfd.get(), POLLIN, 0};
    if (::poll(&wait, 1, kDeathPatienceMs) <= 0) return false;
    siginfo_t info{};
    return ::waitid(static_cast<idtype_t>(P_PIDFD), static_cast<id_t>(born.pidfd.get()), &info,
                    WEXITED) == 0;
}

}  // namespace kiln::pool
