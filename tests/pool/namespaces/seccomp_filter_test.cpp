#include "pool/namespaces/seccomp_filter.h"

#include <doctest/doctest.h>
#include <fcntl.h>
#include <linux/filter.h>
#include <linux/netlink.h>
#include <linux/sched.h>
#include <signal.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <string>
#include <vector>

#include "pool/base/files.h"
#include "tests/pool/namespaces/filtered_calls.h"

// Every call below is made with arguments that the kernel itself refuses, or with which it does
// nothing, so that a hole in the filter shows as another errno and harms nobody.
namespace kiln::pool {

namespace {

constexpr unsigned long kBad = ~0ul;               // no such pointer, descriptor or flag
constexpr unsigned long kHigh = 1ul << 32;         // a bit that a 32-bit argument drops
constexpr unsigned long kNoClone = CLONE_SIGHAND;  // without CLONE_VM: EINVAL, no child

const UniqueFd& filter() {
    static const UniqueFd compiled = [] {
        const char* const path = KILN_SOURCE_DIR "/worker-image/syscalls.conf";
        return compile_seccomp_filter(parse_syscall_rules(read_file(path).value(), path).value())
            .value();
    }();
    return compiled;
}

// Every call of `calls` answers `expected` behind the filter, and something else without it.
void check_all(std::span<const Call> calls, int expected) {
    const std::vector<int> filtered = errors_of(calls, filter());
    const std::vector<int> bare = errors_of(calls, UniqueFd());
    REQUIRE(filtered.size() == calls.size());
    REQUIRE(bare.size() == calls.size());
    for (std::size_t i = 0; i < calls.size(); ++i) {
        CAPTURE(std::string(calls[i].name));
        CHECK(filtered[i] == expected);
        // Without root the kernel may say EPERM by itself, and an old one lacks newer calls.
        if (::geteuid() == 0 && bare[i] != ENOSYS) CHECK(bare[i] != expected);
    }
}

}  // namespace

TEST_CASE("the filter is a sealed array of instructions") {
    struct stat about {};
    REQUIRE(::fstat(filter().get(), &about) == 0);
    CHECK(about.st_size > 0);
    CHECK(about.st_size % static_cast<off_t>(sizeof(sock_filter)) == 0);
    CHECK(about.st_size / static_cast<off_t>(sizeof(sock_filter)) <= BPF_MAXINSNS);
    CHECK(::pwrite(filter().get(), "x", 1, 0) == -1);
}

TEST_CASE("calls on the mount tree, namespaces and other processes are EPERM") {
    const Call calls[] = {
        {"mount", SYS_mount, {kBad, kBad, kBad, kBad, kBad}},
        {"umount2", SYS_umount2, {0, kBad}},
        {"pivot_root", SYS_pivot_root, {0, 0}},
        {"chroot", SYS_chroot, {0}},
        {"open_tree", SYS_open_tree, {kBad, 0, kBad}},
        {"move_mount", SYS_move_mount, {kBad, 0, kBad, 0, kBad}},
        {"fsopen", SYS_fsopen, {0, kBad}},
        {"fsconfig", SYS_fsconfig, {kBad, kBad}},
        {"fsmount", SYS_fsmount, {kBad, kBad}},
        {"fspick", SYS_fspick, {kBad, 0, kBad}},
        {"mount_setattr", SYS_mount_setattr, {kBad, 0, kBad}},
        {"unshare", SYS_unshare, {0}},
        {"setns", SYS_setns, {kBad, 0}},
        {"ptrace", SYS_ptrace, {1, 0}},
        {"process_vm_readv", SYS_process_vm_readv, {0, 0, 0, 0, 0, kBad}},
        {"process_vm_writev", SYS_process_vm_writev, {0, 0, 0, 0, 0, kBad}},
        {"process_madvise", SYS_process_madvise, {kBad, 0, 0, 0, kBad}},
        {"kcmp", SYS_kcmp, {0, 0, kBad}},
        {"pidfd_getfd", SYS_pidfd_getfd, {kBad, 0, kBad}},
    };
    check_all(calls, EPERM);
}

TEST_CASE("calls on the kernel, keys, the machine, clocks and scheduling are EPERM") {
    const Call calls[] = {
        {"bpf", SYS_bpf, {kBad, 0, kBad}},
        {"perf_event_open", SYS_perf_event_open, {0, 0, 0, 0, kBad}},
        {"userfaultfd", SYS_userfaultfd, {kBad}},
        {"add_key", SYS_add_key, {0, 0, 0, 0, 0}},
        {"request_key", SYS_request_key, {0, 0, 0, 0}},
        {"keyctl", SYS_keyctl, {kBad}},
        {"open_by_handle_at", SYS_open_by_handle_at, {kBad, 0, 0}},
        {"name_to_handle_at", SYS_name_to_handle_at, {kBad, 0, 0, 0, kBad}},
        {"fanotify_init", SYS_fanotify_init, {kBad, 0}},
        {"fanotify_mark", SYS_fanotify_mark, {kBad, kBad, kBad, kBad, 0}},
        {"kexec_load", SYS_kexec_load, {0, kBad, 0, kBad}},
        {"kexec_file_load", SYS_kexec_file_load, {kBad, kBad, 0, 0, kBad}},
        {"init_module", SYS_init_module, {0, 0, 0}},
        {"finit_module", SYS_finit_module, {kBad, 0, kBad}},
        {"delete_module", SYS_delete_module, {0, 0}},
        {"reboot", SYS_reboot, {0, 0, 0, 0}},
        {"swapon", SYS_swapon, {0, kBad}},
        {"swapoff", SYS_swapoff, {0}},
        {"acct", SYS_acct, {kBad}},
        {"syslog", SYS_syslog, {kBad}},
        {"sethostname", SYS_sethostname, {0, kBad}},
        {"setdomainname", SYS_setdomainname, {0, kBad}},
        {"settimeofday", SYS_settimeofday, {kBad, 0}},
        {"clock_settime", SYS_clock_settime, {kBad, 0}},
        {"clock_adjtime", SYS_clock_adjtime, {kBad, 0}},
        {"adjtimex", SYS_adjtimex, {0}},
        {"sched_setscheduler", SYS_sched_setscheduler, {kBad, kBad, 0}},
        {"sched_setattr", SYS_sched_setattr, {kBad, 0, kBad}},
        {"mbind", SYS_mbind, {1, kBad, kBad, 0, 0, kBad}},
        {"set_mempolicy", SYS_set_mempolicy, {kBad, 0, 0}},
        {"move_pages", SYS_move_pages, {0, 0, 0, 0, 0, kBad}},
        {"migrate_pages", SYS_migrate_pages, {kBad, 0, 0, 0}},
        {"seccomp", SYS_seccomp, {kBad, kBad, 0}},
    };
    check_all(calls, EPERM);
}

TEST_CASE("clone with any flag for a namespace is EPERM, and without one goes to the kernel") {
    const unsigned long flags[] = {CLONE_NEWNS,   CLONE_NEWCGROUP, CLONE_NEWUTS, CLONE_NEWIPC,
                                   CLONE_NEWUSER, CLONE_NEWPID,    CLONE_NEWNET};
    std::vector<Call> calls;
    for (const unsigned long flag : flags)
        calls.push_back({"clone", SYS_clone, {flag | kNoClone | SIGCHLD}});
    calls.push_back({"clone, two flags", SYS_clone, {CLONE_NEWUSER | CLONE_NEWNS | kNoClone}});
    check_all(calls, EPERM);
    const Call plain[] = {{"clone", SYS_clone, {kNoClone | SIGCHLD}}};
    CHECK(errors_of(plain, filter()) == std::vector{EINVAL});
}

TEST_CASE("calls that libc and runtimes probe for are ENOSYS") {
    const Call calls[] = {
        {"clone3", SYS_clone3, {0, 0}},
        {"io_uring_setup", SYS_io_uring_setup, {0, 0}},
        {"io_uring_enter", SYS_io_uring_enter, {kBad, 0, 0, kBad}},
        {"io_uring_register", SYS_io_uring_register, {kBad, kBad}},
        {"memfd_secret", 447, {kBad}},
        {"landlock_create_ruleset", 444, {0, 0, kBad}},
        {"landlock_add_rule", 445, {kBad, 0, 0, kBad}},
        {"landlock_restrict_self", 446, {kBad, kBad}},
    };
    check_all(calls, ENOSYS);
}

TEST_CASE(
    "only unix, internet and route sockets can be made, all other families are EAFNOSUPPORT") {
    std::vector<Call> denied;
    for (unsigned long family = 0; family < 64; ++family) {
        if (family == AF_UNIX || family == AF_INET || family == AF_INET6 || family == AF_NETLINK)
            continue;
        denied.push_back({"socket", SYS_socket, {family, SOCK_RAW, 0}});
        denied.push_back({"socketpair", SYS_socketpair, {family, SOCK_STREAM, 0, kBad}});
    }
    for (const int error : errors_of(denied, filter())) CHECK(error == EAFNOSUPPORT);
    const Call reaching[] = {
        {"netlink to netfilter", SYS_socket, {AF_NETLINK, SOCK_RAW, NETLINK_NETFILTER}},
        {"netlink to all others", SYS_socket, {AF_NETLINK, SOCK_DGRAM, NETLINK_GENERIC}},
        {"a packet socket, with a high bit", SYS_socket, {AF_PACKET | kHigh, SOCK_RAW, 0}},
        {"a pair of netlink", SYS_socketpair, {AF_NETLINK, SOCK_RAW, 0, kBad}},
    };
    check_all(reaching, EAFNOSUPPORT);

    const Call allowed[] = {
        {"unix", SYS_socket, {AF_UNIX, SOCK_STREAM, 0}},
        {"inet", SYS_socket, {AF_INET, SOCK_DGRAM, 0}},
    };
    CHECK(errors_of(allowed, filter()) == std::vector{0, 0});
    const Call pair[] = {{"unix pair", SYS_socketpair, {AF_UNIX, SOCK_STREAM, 0, kBad}}};
    CHECK(errors_of(pair, filter()) == std::vector{EFAULT});
}

TEST_CASE("the personality may be asked for and set to plain Linux, nothing else") {
    const Call allowed[] = {
        {"ask", SYS_personality, {0xffffffff}},
        {"plain", SYS_personality, {0}},
    };
    CHECK(errors_of(allowed, filter()) == std::vector{0, 0});
    std::vector<Call> denied;
    for (int bit = 0; bit < 32; ++bit) denied.push_back({"one bit", SYS_personality, {1ul << bit}});
    for (int bit = 0; bit < 32; ++bit)
        denied.push_back({"all bits but one", SYS_personality, {0xffffffff & ~(1ul << bit)}});
    denied.push_back(
        {"no randomised addresses, with a high bit", SYS_personality, {0x0040000 | kHigh}});
    check_all(denied, EPERM);
}

TEST_CASE("no filter can be attached to a socket, locked, or loaded by the program itself") {
    std::vector<Call> calls;
    for (const int number :
         {SO_ATTACH_FILTER, SO_DETACH_FILTER, SO_LOCK_FILTER, SO_ATTACH_BPF,
          SO_ATTACH_REUSEPORT_CBPF, SO_ATTACH_REUSEPORT_EBPF, SO_DETACH_REUSEPORT_BPF}) {
        const auto option = static_cast<unsigned long>(number);
        calls.push_back({"setsockopt", SYS_setsockopt, {kBad, SOL_SOCKET, option}});
        calls.push_back(
            {"with high bits", SYS_setsockopt, {kBad, SOL_SOCKET | kHigh, option | kHigh}});
    }
    calls.push_back({"prctl", SYS_prctl, {PR_SET_SECCOMP, kBad}});
    calls.push_back({"prctl, with a high bit", SYS_prctl, {PR_SET_SECCOMP | kHigh, kBad}});
    calls.push_back({"seccomp", SYS_seccomp, {kBad, kBad, 0}});
    check_all(calls, EPERM);
}

TEST_CASE("what would only touch the host's caches succeeds and does nothing") {
    const Call calls[] = {
        {"sync", SYS_sync, {}},
        {"syncfs", SYS_syncfs, {kBad}},
        {"readahead", SYS_readahead, {kBad, 0, 1}},
        {"sync_file_range", SYS_sync_file_range, {kBad, 0, 0, 0}},
        {"fadvise64, don't need", SYS_fadvise64, {kBad, 0, 0, POSIX_FADV_DONTNEED}},
        {"madvise, page out", SYS_madvise, {1, 1, MADV_PAGEOUT}},
    };
    CHECK(errors_of(calls, filter()) == std::vector<int>(std::size(calls), 0));
    const Call kernels[] = {{"fadvise64", SYS_fadvise64, {kBad, 0, 0, POSIX_FADV_RANDOM}}};
    CHECK(errors_of(kernels, filter()) == std::vector{EBADF});
}

TEST_CASE("leases and directory notices are EPERM, also with bits the kernel drops") {
    const Call calls[] = {
        {"F_SETLEASE", SYS_fcntl, {kBad, F_SETLEASE, 0}},
        {"F_NOTIFY", SYS_fcntl, {kBad, F_NOTIFY, 0}},
        {"F_SETLEASE, with a high bit", SYS_fcntl, {kBad, F_SETLEASE | kHigh, 0}},
        {"F_NOTIFY, with a high bit", SYS_fcntl, {kBad, F_NOTIFY | kHigh, 0}},
    };
    check_all(calls, EPERM);
    const Call plain[] = {{"F_GETFD", SYS_fcntl, {kBad, F_GETFD}}};
    CHECK(errors_of(plain, filter()) == std::vector{EBADF});
}

TEST_CASE("pushing input into a terminal is EPERM, also with bits the kernel drops") {
    const Call calls[] = {
        {"TIOCSTI", SYS_ioctl, {kBad, 0x5412, 0}},
        {"TIOCLINUX", SYS_ioctl, {kBad, 0x541c, 0}},
        {"TIOCSTI, with a high bit", SYS_ioctl, {kBad, 0x5412 | kHigh, 0}},
    };
    check_all(calls, EPERM);
}

TEST_CASE("calls of a foreign ABI are ENOSYS") {
    const int bare = error_of_int80_getpid(UniqueFd());
    if (bare == 0)
        CHECK(error_of_int80_getpid(filter()) == ENOSYS);
    else
        std::printf(
            "SKIP calls of a foreign ABI are ENOSYS: cannot run here: the kernel has no "
            "32-bit calls\n");
#if defined(__x86_64__)
    constexpr long kX32 = 0x40000000;
    const Call calls[] = {
        {"x32 getpid", kX32 + SYS_getpid, {}},
        {"x32 mount", kX32 + SYS_mount, {kBad, kBad, kBad, kBad, kBad}},
    };
    CHECK(errors_of(calls, filter()) == std::vector{ENOSYS, ENOSYS});
#endif
}

TEST_CASE("what ordinary programs call is not touched") {
    const Call calls[] = {
        {"getpid", SYS_getpid, {}},
        {"pipe2", SYS_pipe2, {0, kBad}},
        {"futex", SYS_futex, {kBad, kBad}},
        {"memfd_create", SYS_memfd_create, {0, kBad}},
        {"sched_setaffinity", SYS_sched_setaffinity, {0, 0, 0}},
        {"prlimit64", SYS_prlimit64, {0, kBad}},
        {"chmod", SYS_fchmod, {kBad, 0}},
        {"inotify_init1", SYS_inotify_init1, {kBad}},
        {"epoll_create1", SYS_epoll_create1, {kBad}},
        {"ioctl TCGETS", SYS_ioctl, {kBad, 0x5401}},
        {"rseq", SYS_rseq, {0, 0, kBad}},
        {"membarrier", SYS_membarrier, {kBad}},
    };
    CHECK(errors_of(calls, filter()) == errors_of(calls, UniqueFd()));
}

}  // namespace kiln::pool
