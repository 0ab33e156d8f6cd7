#include <grp.h>
#include <linux/capability.h>
#include <poll.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>

#include "pool/base/unix_socket.h"
#include "pool/namespaces/run_spawner.h"
#include "pool/namespaces/spawner_protocol.h"

namespace kiln::pool {

namespace {

// Sweeping a crowd of dead instances may take a while; a start that takes longer has failed.
constexpr int kHelloPatienceMs = 20'000;

Result<SpawnerEvent> receive_hello(int socket) {
    pollfd wait{socket, POLLIN, 0};
    if (::poll(&wait, 1, kHelloPatienceMs) <= 0)
        return errno_error(ETIMEDOUT, "wait for the spawner to start");
    SpawnerEvent hello;
    BOOST_OUTCOME_TRY(const Received received, receive_message(socket, as_buffer(hello)));
    if (received.size != sizeof hello || hello.version != kSpawnerProtocol)
        return plain_error("the spawner died while starting");
    hello.text.back() = '\0';
    return hello;
}

// The bounding set needs CAP_SETPCAP to shrink; without it, no_new_privs does what it would.
void drop_bounding_set() {
    for (int cap = 0; cap < 64; ++cap)
        if (::prctl(PR_CAPBSET_DROP, cap, 0, 0, 0) != 0) break;
    (void)::prctl(PR_CAP_AMBIENT, PR_CAP_AMBIENT_CLEAR_ALL, 0, 0, 0);
}

Result<void> clear_capabilities() {
    __user_cap_header_struct header{_LINUX_CAPABILITY_VERSION_3, 0};
    __user_cap_data_struct none[2]{};
    if (::syscall(SYS_capset, &header, none) != 0) return errno_error("capset");
    if (::prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0) return errno_error("set no_new_privs");
    return success();
}

}  // namespace

Result<SpawnerLink> start_spawner(const SpawnerConfig& config) {
    BOOST_OUTCOME_TRY(SocketPair pair, seqpacket_pair());
    std::fflush(nullptr);  // or the child prints our pending output a second time
    const pid_t pid = ::fork();
    if (pid < 0) return errno_error("fork the spawner");
    if (pid == 0) {
        pair.ours.reset();
        run_spawner(config, std::move(pair.theirs));
        ::_exit(0);
    }
    pair.theirs.reset();
    BOOST_OUTCOME_TRY(const SpawnerEvent hello, receive_hello(pair.ours.get()));
    if (hello.ready == 0) return plain_error(hello.text.data());

    SpawnerLink link;
    link.socket = std::move(pair.ours);
    link.pid = pid;
    link.instance = hello.instance;
    link.engine_uid = hello.engine_uid;
    link.isolation.memory_limit = hello.memory_limit != 0;
    link.isolation.process_limit = hello.process_limit != 0;
    link.isolation.cpu_limit = hello.cpu_limit != 0;
    link.isolation.own_uids = hello.own_uids != 0;
    link.isolation.seccomp = hello.seccomp != 0;
    link.isolation.own_page_cache = config.root.source != "/";
    link.isolation.cgroup_version = static_cast<int>(hello.cgroup_version);
    link.missing = hello.text.data();
    return link;
}

Result<void> drop_privileges(uid_t uid) {
    // 1 the bounding set, while we still may  2 ids, groups first  3 what capabilities are left
    drop_bounding_set();
    if (::geteuid() != uid) {
        if (::setgroups(0, nullptr) != 0) return errno_error("drop supplementary groups");
        if (::setresgid(uid, uid, uid) != 0) return errno_error("setresgid");
        if (::setresuid(uid, uid, uid) != 0) return errno_error("setresuid");
    }
    return clear_capabilities();
}

}  // namespace kiln::pool
