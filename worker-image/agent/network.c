#include "network.h"

#include <sched.h>
#include <unistd.h>

#include "raiser.h"
#include "spaces.h"

static struct fault make_inside(int raiser, int* network) {
    if (unshare(CLONE_NEWNET) != 0) return fault_now("unshare the network namespace");
    *network = open_current("net");
    if (*network < 0) return fault_now("open a network namespace");
    return raise_loopback(raiser, *network);
}

struct fault make_network(int raiser, int* network) {
    *network = -1;
    struct fault fault = make_inside(raiser, network);
    const struct fault back = go_home();
    if (fault.step == NULL) fault = back;
    if (fault.step == NULL || *network < 0) return fault;
    close(*network);
    *network = -1;
    return fault;
}
