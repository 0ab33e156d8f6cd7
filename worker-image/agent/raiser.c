/* Theory of operation. A new network namespace has one interface, lo, which is down. Raised, it leads
 * from a cell to the cell and nowhere else; the kernel gives it 127.0.0.1 and, where it has IPv6, ::1
 * (net/ipv4/devinet.c, inetdev_event; net/ipv6/addrconf.c, init_loopback).
 *
 * Raising takes CAP_NET_ADMIN, which leads to much of the kernel besides. The agent and its cells have
 * it not: one process of the container's has, which does nothing else, and which they can neither trace
 * nor write to, since that takes all capabilities of the traced, or CAP_SYS_PTRACE (kernel/ptrace.c).
 *
 *   start_raiser()      before the agent has heard anything; then it gives both capabilities up
 *   raise_loopback()    sends a namespace, and where to answer; waits
 */
#include "raiser.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/capability.h>
#include <net/if.h>
#include <poll.h>
#include <sched.h>
#include <signal.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <unistd.h>

#include "close_rest.h"
#include "rights.h"

enum { kPatience = 4000 }; /* ms, less than the engine has for a cell */

/* ---- the raiser -------------------------------------------------------------------------------- */

static int set_up(void) {
    struct ifreq lo;
    memset(&lo, 0, sizeof lo);
    memcpy(lo.ifr_name, "lo", sizeof "lo");
    lo.ifr_flags = IFF_UP;
    int error = 0;
    const int fd = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
    if (fd < 0 || ioctl(fd, SIOCSIFFLAGS, &lo) != 0) error = errno;
    if (fd >= 0) close(fd);
    return error;
}

/* Into the namespace, and back: it would not end while somebody is in it. Returns errno, or 0. */
static int raise_in(int network, int home) {
    if (setns(network, CLONE_NEWNET) != 0) return errno;
    const int error = set_up();
    if (setns(home, CLONE_NEWNET) != 0) _exit(1);
    return error;
}

static _Noreturn void serve(int requests, int home) {
    for (;;) {
        char byte;
        int fds[2], count;
        const ssize_t got = receive(requests, &byte, 1, fds, 2, &count);
        if (got == 0 || (got < 0 && errno != EMSGSIZE)) _exit(0);
        if (count == 2) {
            const int error = raise_in(fds[0], home);
            (void)send(fds[1], &error, sizeof error, MSG_NOSIGNAL | MSG_DONTWAIT);
        }
        while (count > 0) close(fds[--count]);
    }
}

static _Noreturn void become_raiser(int requests) {
    const int home = open("/proc/self/ns/net", O_RDONLY | O_CLOEXEC);
    if (home < 0 || keep_capabilities(1ull << CAP_NET_ADMIN | 1ull << CAP_SYS_ADMIN) != 0) _exit(1);
    (void)prctl(PR_SET_NAME, "kiln-raiser", 0, 0, 0);
    if (close_rest(requests, home).step != NULL) _exit(1);
    serve(requests, home);
}

struct fault start_raiser(int* requests) {
    int ends[2];
    if (socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, ends) != 0)
        return fault_now("socketpair for the raiser");
    const pid_t raiser = fork();
    if (raiser < 0) return fault_now("fork the raiser");
    if (raiser == 0) become_raiser(ends[1]);
    close(ends[1]);
    *requests = ends[0];
    return FINE;
}

/* ---- the agent --------------------------------------------------------------------------------- */

static struct fault await_answer(int answers) {
    struct pollfd wait = {.fd = answers, .events = POLLIN};
    int error = 0;
    if (poll(&wait, 1, kPatience) != 1) return (struct fault){"wait for the raiser", ETIMEDOUT};
    const ssize_t got = recv(answers, &error, sizeof error, 0);
    if (got != (ssize_t)sizeof error) return (struct fault){"hear the raiser", ESRCH};
    return error == 0 ? FINE : (struct fault){"raise lo for a cell", error};
}

struct fault raise_loopback(int raiser, int network) {
    int ends[2];
    if (socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, ends) != 0)
        return fault_now("socketpair for the raiser's answer");
    const int fds[2] = {network, ends[1]};
    struct fault fault = FINE;
    if (send_message(raiser, "", 1, fds, 2) != 0) fault = fault_now("ask the raiser");
    close(ends[1]);
    if (fault.step == NULL) fault = await_answer(ends[0]);
    close(ends[0]);
    return fault;
}
