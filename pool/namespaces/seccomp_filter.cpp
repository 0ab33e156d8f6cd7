#include "pool/namespaces/seccomp_filter.h"

#include <linux/filter.h>
#include <linux/sched.h>
#include <linux/seccomp.h>
#include <seccomp.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstddef>
#include <memory>
#include <string>

#include "pool/base/memfd.h"

namespace kiln::pool {

namespace {

// Each group is one object or right, with every call that reaches it.
constexpr std::array kDenied = {
    // the mount tree
    "mount",
    "umount",
    "umount2",
    "pivot_root",
    "chroot",
    "open_tree",
    "move_mount",
    "fsopen",
    "fsconfig",
    "fsmount",
    "fspick",
    "mount_setattr",
    // namespaces, by any door (clone: see below)
    "unshare",
    "setns",
    // other processes' memory and state
    "ptrace",
    "process_vm_readv",
    "process_vm_writev",
    "process_madvise",
    "kcmp",
    "pidfd_getfd",
    // kernel programs, counters, faults handled in user space
    "bpf",
    "perf_event_open",
    "userfaultfd",
    // keyrings: not namespaced by user within a container
    "add_key",
    "request_key",
    "keyctl",
    // files without a path, and watching everyone's
    "open_by_handle_at",
    "name_to_handle_at",
    "fanotify_init",
    "fanotify_mark",
    "lookup_dcookie",
    // the machine
    "kexec_load",
    "kexec_file_load",
    "init_module",
    "finit_module",
    "delete_module",
    "reboot",
    "swapon",
    "swapoff",
    "quotactl",
    "quotactl_fd",
    "acct",
    "iopl",
    "ioperm",
    "syslog",
    "sethostname",
    "setdomainname",
    "vhangup",
    "nfsservctl",
    "uselib",
    "ustat",
    "sysfs",
    "_sysctl",
    // clocks
    "settimeofday",
    "clock_settime",
    "clock_adjtime",
    "adjtimex",
    "stime",
    // scheduling beside the others, and memory placement
    "sched_setscheduler",
    "sched_setattr",
    "migrate_pages",
    "move_pages",
    "mbind",
    "set_mempolicy",
    "set_mempolicy_home_node",
    // more filters of its own could hide a job from us
    "seccomp",
    // terminals, legacy
    "modify_ldt",
    "vm86",
    "vm86old",
    "pciconfig_iobase",
    "pciconfig_read",
    "pciconfig_write",
};

// Probed by libc and runtimes, which fall back on ENOSYS.
constexpr std::array kUnknown = {
    "clone3",       "io_uring_setup",          "io_uring_enter",    "io_uring_register",
    "memfd_secret", "landlock_create_ruleset", "landlock_add_rule", "landlock_restrict_self"};

constexpr unsigned long kNamespaceFlags = CLONE_NEWNS | CLONE_NEWCGROUP | CLONE_NEWUTS |
                                          CLONE_NEWIPC | CLONE_NEWUSER | CLONE_NEWPID |
                                          CLONE_NEWNET | CLONE_NEWTIME;

// Argument `index` compared with one or two values, as the macros of <seccomp.h> would say it.
scmp_arg_cmp when(unsigned index, scmp_compare how, scmp_datum_t a, scmp_datum_t b = 0) {
    return {index, how, a, b};
}

struct FreeFilter {
    void operator()(void* filter) const { seccomp_release(filter); }
};
using Filter = std::unique_ptr<void, FreeFilter>;

// A call that this architecture does not have needs no rule.
Result<void> deny(const Filter& filter, const char* name, int error) {
    const int number = seccomp_syscall_resolve_name(name);
    if (number == __NR_SCMP_ERROR || number < 0) return success();
    const int status = seccomp_rule_add(
        filter.get(), SCMP_ACT_ERRNO(static_cast<std::uint16_t>(error)), number, 0);
    if (status != 0) return errno_error(-status, std::string("seccomp rule for ") + name);
    return success();
}

Result<void> deny_if(const Filter& filter, int number, scmp_arg_cmp condition, int error) {
    const int status = seccomp_rule_add(
        filter.get(), SCMP_ACT_ERRNO(static_cast<std::uint16_t>(error)), number, 1, condition);
    if (status != 0) return errno_error(-status, "seccomp rule with a condition");
    return success();
}

// Asking for the personality (0xffffffff) is fine, and so is plain Linux (0); every other value
// loosens memory protection or the like. A rule compares an argument once, so "neither all zeros
// nor all ones" is said bit by bit, against the top one.
Result<void> add_personality(const Filter& filter) {
    constexpr scmp_datum_t kTop = 1ul << 31;
    for (scmp_datum_t bit = 1; bit < kTop; bit <<= 1) {
        for (const scmp_datum_t value : {bit, kTop}) {
            BOOST_OUTCOME_TRY(deny_if(filter, SCMP_SYS(personality),
                                      when(0, SCMP_CMP_MASKED_EQ, bit | kTop, value), EPERM));
        }
    }
    return success();
}

Result<void> add_conditions(const Filter& filter) {
    // clone(2) has its flags in a register; clone3 has not, and is ENOSYS above.
    for (unsigned long flag = 1; flag != 0 && flag <= kNamespaceFlags; flag <<= 1) {
        if ((flag & kNamespaceFlags) == 0) continue;
        BOOST_OUTCOME_TRY(
            deny_if(filter, SCMP_SYS(clone), when(0, SCMP_CMP_MASKED_EQ, flag, flag), EPERM));
    }
    // Sockets that reach nothing: AF_UNIX 1, AF_INET 2, AF_INET6 10. All others are kernel surface.
    for (const int number : {SCMP_SYS(socket), SCMP_SYS(socketpair)}) {
        BOOST_OUTCOME_TRY(deny_if(filter, number, when(0, SCMP_CMP_EQ, 0), EAFNOSUPPORT));
        for (scmp_datum_t family = 3; family < AF_INET6; ++family) {
            BOOST_OUTCOME_TRY(deny_if(filter, number, when(0, SCMP_CMP_EQ, family), EAFNOSUPPORT));
        }
        BOOST_OUTCOME_TRY(deny_if(filter, number, when(0, SCMP_CMP_GT, AF_INET6), EAFNOSUPPORT));
    }
    BOOST_OUTCOME_TRY(add_personality(filter));
    // Leases and directory notices reach inodes that all containers share (fcntl(2)): F_SETLEASE,
    // F_NOTIFY.
    // Masked: the kernel reads 32 bits of the register.
    for (const scmp_datum_t command : {1024ul, 1026ul}) {
        BOOST_OUTCOME_TRY(deny_if(filter, SCMP_SYS(fcntl),
                                  when(1, SCMP_CMP_MASKED_EQ, 0xffffffff, command), EPERM));
    }
    // Filters of its own, by the older door.
    BOOST_OUTCOME_TRY(deny_if(filter, SCMP_SYS(prctl),
                              when(0, SCMP_CMP_MASKED_EQ, 0xffffffff, PR_SET_SECCOMP), EPERM));
    // Protocols beside TCP, UDP and ICMP: DCCP, SCTP, UDP-Lite, MPTCP.
    for (const scmp_datum_t protocol : {33ul, 132ul, 136ul, 262ul}) {
        BOOST_OUTCOME_TRY(deny_if(filter, SCMP_SYS(socket),
                                  when(2, SCMP_CMP_MASKED_EQ, 0xffffffff, protocol),
                                  EPROTONOSUPPORT));
    }
    // Pushing input into a terminal or its paste buffer (ioctl_tty(2)).
    for (const scmp_datum_t request : {0x5412ul, 0x541cul}) {
        BOOST_OUTCOME_TRY(deny_if(filter, SCMP_SYS(ioctl),
                                  when(1, SCMP_CMP_MASKED_EQ, 0xffffffff, request), EPERM));
    }
    return success();
}

// libseccomp knows the calls of its own day, and every kernel brings new ones. What stands between
// the known and before the filter: numbers without a call in that table are ENOSYS. Jumps of a
// filter are relative, so it can be put in front.
Result<void> write_prologue(int draft) {
    constexpr std::uint32_t kUnknownCall = SECCOMP_RET_ERRNO | ENOSYS;
    // Numbers are the same on all architectures from 424 on (asm-generic/unistd.h); the last one
    // let through is set_mempolicy_home_node of Linux 5.17.
    constexpr std::uint32_t kFirstNew = 451;
#ifdef __x86_64__
    // The gap between rseq and pidfd_send_signal, where newer kernels put their probes.
    constexpr std::uint32_t kGapFirst = 335;
    constexpr std::uint32_t kGapEnd = 424;
#else
    constexpr std::uint32_t kGapFirst = kFirstNew;
    constexpr std::uint32_t kGapEnd = kFirstNew;
#endif
    const std::array<sock_filter, 5> prologue = {{
        BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(seccomp_data, nr)),
        BPF_JUMP(BPF_JMP | BPF_JGE | BPF_K, kFirstNew, 2, 0),
        BPF_JUMP(BPF_JMP | BPF_JGE | BPF_K, kGapEnd, 2, 0),
        BPF_JUMP(BPF_JMP | BPF_JGE | BPF_K, kGapFirst, 0, 1),
        BPF_STMT(BPF_RET | BPF_K, kUnknownCall),
    }};
    if (::write(draft, prologue.data(), sizeof prologue) != sizeof prologue)
        return errno_error("write the seccomp program");
    return success();
}

Result<UniqueFd> export_program(const Filter& filter) {
    UniqueFd draft(::memfd_create("kiln-seccomp", MFD_CLOEXEC));
    if (!draft.valid()) return errno_error("memfd_create");
    BOOST_OUTCOME_TRY(write_prologue(draft.get()));
    const int status = seccomp_export_bpf(filter.get(), draft.get());
    if (status != 0) return errno_error(-status, "export the seccomp program");
    return sealed_copy("kiln-seccomp", draft.get(), 1 << 20);
}

}  // namespace

Result<UniqueFd> compile_seccomp_filter() {
    const Filter filter(seccomp_init(SCMP_ACT_ALLOW));
    if (!filter) return plain_error("seccomp_init");
    // A call made through another ABI never matches our rules, so it must never pass.
    int status = seccomp_attr_set(filter.get(), SCMP_FLTATR_ACT_BADARCH, SCMP_ACT_ERRNO(ENOSYS));
    // A tree in place of a chain: 42 us to load in place of 152 (Linux 6.18, 134 rules).
    if (status == 0) status = seccomp_attr_set(filter.get(), SCMP_FLTATR_CTL_OPTIMIZE, 2);
    if (status != 0) return errno_error(-status, "seccomp_attr_set");
    for (const char* name : kDenied) {
        BOOST_OUTCOME_TRY(deny(filter, name, EPERM));
    }
    for (const char* name : kUnknown) {
        BOOST_OUTCOME_TRY(deny(filter, name, ENOSYS));
    }
    BOOST_OUTCOME_TRY(add_conditions(filter));
    return export_program(filter);
}

}  // namespace kiln::pool
