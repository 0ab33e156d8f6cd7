/* Theory of operation. What no process of a container may do, its agent included: a filter below the one
 * of each step, loaded before anything else and inherited by all. It holds where an agent was taken over.
 *
 *   SO_LINGER      a connection that lingers holds up, for as long as it says, whoever closes it last; and
 *                  an agent can send one to the engine unasked. It is taken, and does nothing
 *   other sockets  of families whose sockets may be closed as slowly, or that are modules
 *   io_uring       which would make calls that no filter sees
 *   other ABIs     the same numbers mean other calls there
 */
#include "fence.h"

#include <linux/audit.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <stddef.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/syscall.h>

#define LOAD(field) BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, field))
#define UNLESS(value, skip) BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, value, 0, skip)
#define IF(value, skip) BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, value, skip, 0)
#define ANSWER(error) BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ERRNO | (error))
#define ALLOW BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW)

enum { kEnosys = 38, kEafnosupport = 97, kX32 = 0x40000000 };

/* The lower halves of arguments: the kernel takes these for ints. */
static struct sock_filter kFence[] = {
    LOAD(arch),
    IF(AUDIT_ARCH_X86_64, 1),
    ANSWER(kEnosys),
    LOAD(nr),
    BPF_JUMP(BPF_JMP | BPF_JGE | BPF_K, kX32, 0, 1),
    ANSWER(kEnosys),
    UNLESS(SYS_io_uring_setup, 1),
    ANSWER(kEnosys),
    UNLESS(SYS_setsockopt, 6),
    LOAD(args[1]),
    UNLESS(SOL_SOCKET, 3),
    LOAD(args[2]),
    UNLESS(SO_LINGER, 1),
    ANSWER(0),
    ALLOW,
    UNLESS(SYS_socket, 6),
    LOAD(args[0]),
    IF(AF_UNIX, 4),
    IF(AF_INET, 3),
    IF(AF_INET6, 2),
    IF(AF_NETLINK, 1),
    ANSWER(kEafnosupport),
    ALLOW,
};

struct fault raise_fence(void) {
    const struct sock_fprog program = {sizeof kFence / sizeof *kFence, kFence};
    /* Without no_new_privs, which the agent has no use for: it has CAP_SYS_ADMIN here. */
    if (prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &program, 0, 0) != 0)
        return fault_now("load the container's filter");
    return FINE;
}
