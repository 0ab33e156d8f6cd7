/* Theory of operation. Making a network namespace, and above all its end, is a third of the price of a
 * cell, and most programs touch nothing of it. So it stays, if it can be told that nobody did: all counters
 * that it has, and all lists of what a socket can leave in it, say what they said when lo had been
 * raised. Sockets are those of four families, which syscalls.conf and fence.c see to; a datagram socket
 * that was only connected shows (rt6_stats, snmp), as does one that joined a group (raiser.c).
 *
 * The files stay open and are read again from their start: they are of the namespace they were opened in
 * (fs/proc/proc_net.c). */
#include "network.h"

#include <errno.h>
#include <fcntl.h>
#include <sched.h>
#include <string.h>
#include <unistd.h>

#include "raiser.h"
#include "spaces.h"

/* The first are those that move most easily. Of sockstat only the first line: the others have numbers of
 * the whole host beside the namespace's own (net/ipv4/proc.c, sockstat_seq_show). */
static const char* const kCounters[] = {
    "/proc/self/net/sockstat", /* sockets of every family that are left */
    "/proc/self/net/dev",      /* packets and bytes of lo */
    "/proc/self/net/snmp",     /* IPv4, ICMP, TCP, UDP */
    "/proc/self/net/snmp6",    /* IPv6 and its */
    "/proc/self/net/netstat",  /* TCP's and IP's further ones, MPTCP */
    "/proc/self/net/sockstat6",    "/proc/self/net/rt6_stats", /* routes that were looked up */
    "/proc/self/net/dev_snmp6/lo", "/proc/self/net/igmp",      /* groups that are joined */
    "/proc/self/net/igmp6",        "/proc/self/net/mcfilter",
    "/proc/self/net/mcfilter6",    "/proc/self/net/ip6_flowlabel",
};
_Static_assert(sizeof kCounters / sizeof *kCounters <= kMostCounterFiles, "all have a place");

static void close_counters(struct network* network) {
    while (network->count > 0) close(network->files[--network->count]);
}

/* Inside the namespace. */
static struct fault open_counters(struct network* network) {
    for (unsigned i = 0; i < sizeof kCounters / sizeof *kCounters; i++) {
        const int fd = open(kCounters[i], O_RDONLY | O_CLOEXEC);
        if (fd < 0 && errno == ENOENT) continue; /* a kernel without it */
        if (fd < 0) return fault_now("open a counter of the network");
        network->files[network->count++] = fd;
    }
    return FINE;
}

/* The next of what the file of this number says. 0 at its end, -1 with errno. */
static ssize_t read_counter(const struct network* network, unsigned number, char* text,
                            size_t room) {
    const ssize_t got = read(network->files[number], text, room);
    if (number > 0 || got <= 0) return got;
    const char* stop = memchr(text, '\n', (size_t)got); /* it comes in one piece */
    return stop == NULL ? got : stop - text;
}

/* All that they say, one after the other. */
static struct fault remember_counters(struct network* network) {
    network->size = 0;
    for (unsigned i = 0; i < network->count; i++) {
        ssize_t got;
        while ((got = read_counter(network, i, network->fresh + network->size,
                                   sizeof network->fresh - network->size)) > 0)
            network->size += (unsigned)got;
        if (got < 0) return fault_now("read a counter of the network");
    }
    return network->size < sizeof network->fresh
               ? FINE
               : (struct fault){"remember the network's counters", EFBIG};
}

static int is_fresh(const struct network* network) {
    char now[8192];
    unsigned at = 0;
    for (unsigned i = 0; i < network->count; i++) {
        if (lseek(network->files[i], 0, SEEK_SET) != 0) return 0;
        ssize_t got;
        while ((got = read_counter(network, i, now, sizeof now)) > 0) {
            if ((size_t)got > network->size - at) return 0;
            if (memcmp(now, network->fresh + at, (size_t)got) != 0) return 0;
            at += (unsigned)got;
        }
        if (got < 0) return 0;
    }
    return at == network->size;
}

static struct fault make_network(struct network* network, int raiser) {
    if (unshare(CLONE_NEWNET) != 0) return fault_now("unshare the network namespace");
    network->space = open_current("net");
    if (network->space < 0) return fault_now("open a network namespace");
    network->exists = 1;
    struct fault fault = raise_loopback(raiser, network->space);
    if (fault.step == NULL) fault = open_counters(network);
    if (fault.step == NULL) fault = remember_counters(network);
    return fault;
}

struct fault freshen_network(struct network* network, int raiser) {
    if (network->exists && is_fresh(network)) return FINE;
    close_counters(network);
    if (network->exists) close(network->space);
    network->exists = 0;
    const struct fault fault = make_network(network, raiser);
    const struct fault back = go_home();
    return fault.step != NULL ? fault : back;
}
