/* Theory of operation. Pid 1 of the cells on a base. Its death kills every process of the cell, at once and
 * without exception (pid_namespaces(7)), so it must outlive the program and be out of its reach:
 * another user id, out of sight (hidepid), and last in the kernel's choice when memory runs out.
 *
 *   1 keep CAP_KILL and nothing else; say that it is ready
 *   2 hear of a cell
 *   3 reap until the program has ended, or is to be cut; kill whatever else there is
 *   4 report the end, for the clock; reap the rest; report that nobody is left, for the output: a killed
 *     process may still be inside a write. Of one that was cut nothing is reported but the socket's end
 *   5 hand out artefacts, now that no process of the job is left to race with; until it is to let go
 *   6 make sure that it is alone, say so, and go on with 2
 *
 * Where it is in doubt it ends: the agent then makes another base.
 */
#include <errno.h>
#include <linux/capability.h>
#include <poll.h>
#include <signal.h>
#include <sys/resource.h>
#include <sys/signalfd.h>
#include <sys/wait.h>
#include <unistd.h>

#include "artifacts.h"
#include "base.h"
#include "pool/protocol/gate_environment.h"
#include "rights.h"

struct charge {
    uint64_t cell;
    int control; /* -1: the engine wants no more artefacts */
    int box;
};

/* Descriptors for the init's life. */
struct ears {
    int channel; /* to the agent */
    int deaths;  /* a signalfd of SIGCHLD */
};

enum end { END_ITS_OWN, END_CUT };

static uint64_t microseconds(struct timeval t) {
    return (uint64_t)t.tv_sec * 1000000u + (uint64_t)t.tv_usec;
}

static void report_end(const struct charge* charge, enum kiln_event_kind kind, int status,
                       const struct rusage* used) {
    struct kiln_event event = {.kind = (uint32_t)kind,
                               .cell = charge->cell,
                               .status = status,
                               .user_us = microseconds(used->ru_utime),
                               .system_us = microseconds(used->ru_stime),
                               .maxrss_kb = (uint64_t)used->ru_maxrss};
    (void)send_event(charge->control, &event, NULL, 0);
}

static void say(int channel, enum base_word word, uint64_t cell) {
    const struct base_message message = {(uint32_t)word, 0, cell};
    if (send_message(channel, &message, sizeof message, NULL, 0) != 0) _exit(1);
}

/* Whether there is no other process, not even a dead one. */
static int alone(int signal_for_others) {
    return kill(-1, signal_for_others) != 0 && errno == ESRCH;
}

/* The agent lets go of the cell; or has ended itself, or talks nonsense. */
static void hear_agent(int channel) {
    struct base_message message;
    int none;
    const ssize_t got = receive(channel, &message, sizeof message, NULL, 0, &none);
    if (got != (ssize_t)sizeof message || message.word != BASE_CLEAR) _exit(0);
}

/* The program's status, once it has ended. */
static int reap_program(int* status, struct rusage* used) {
    pid_t ended;
    while ((ended = wait4(-1, status, WNOHANG, used)) > 0)
        if (ended == KILN_PROGRAM_PID) return 1;
    return 0;
}

/* While a warm runtime's child is on its way there is nobody to wait for, and whoever cuts the cell then
 * cannot have this init for another: the child would come to that. */
static enum end await_end(const struct ears* ears, int* status, struct rusage* used) {
    for (;;) {
        struct pollfd waits[2] = {{.fd = ears->deaths, .events = POLLIN},
                                  {.fd = ears->channel, .events = POLLIN}};
        struct signalfd_siginfo drained;
        if (poll(waits, 2, -1) < 0 && errno != EINTR) _exit(1);
        while (read(ears->deaths, &drained, sizeof drained) > 0) {
        }
        if (reap_program(status, used)) return END_ITS_OWN;
        if (waits[1].revents == 0) continue;
        hear_agent(ears->channel);
        if (kill(KILN_PROGRAM_PID, 0) != 0) _exit(1);
        return END_CUT;
    }
}

static enum end empty_cell(const struct ears* ears, const struct charge* charge) {
    int status = 0;
    struct rusage used = {0};
    const enum end end = await_end(ears, &status, &used);
    /* At once, before the report: nobody is left to touch what the engine may ask for then. kill(-1)
     * from pid 1 reaches every other process of the namespace, and a fork in progress fails on its
     * pending signal: one call is enough (kernel/fork.c, copy_process). */
    const int was_alone = alone(SIGKILL);
    if (end == END_ITS_OWN && !was_alone) report_end(charge, KILN_CELL_EXITED, status, &used);
    while (wait4(-1, NULL, 0, NULL) > 0 || errno == EINTR) {
    }
    if (end == END_ITS_OWN) report_end(charge, KILN_CELL_EMPTY, status, &used);
    return end;
}

static void hear_engine(const struct cell_config* config, struct charge* charge) {
    if (serve_artifact(config->flags, charge->control, charge->box, charge->cell)) return;
    close(charge->control);
    charge->control = -1;
}

static void serve_until_cleared(const struct cell_config* config, struct charge* charge,
                                int channel) {
    for (;;) {
        struct pollfd waits[2] = {{.fd = channel, .events = POLLIN},
                                  {.fd = charge->control, .events = POLLIN}};
        if (poll(waits, 2, -1) < 0 && errno != EINTR) _exit(1);
        if (waits[1].revents != 0) hear_engine(config, charge);
        if (waits[0].revents == 0) continue;
        hear_agent(channel);
        return;
    }
}

static struct charge await_cell(int channel) {
    struct base_message message;
    int fds[2], count;
    const ssize_t got = receive(channel, &message, sizeof message, fds, 2, &count);
    if (got != (ssize_t)sizeof message || message.word != BASE_CELL || count != 2) _exit(0);
    return (struct charge){message.cell, fds[0], fds[1]};
}

static struct fault listen_for_deaths(int* deaths) {
    sigset_t child;
    sigemptyset(&child);
    sigaddset(&child, SIGCHLD); /* blocked by the agent already */
    *deaths = signalfd(-1, &child, SFD_CLOEXEC | SFD_NONBLOCK);
    return *deaths < 0 ? fault_now("signalfd of a cell's init") : FINE;
}

void run_cell_init(const struct cell_config* config, int channel) {
    struct ears ears = {channel, -1};
    struct fault fault = listen_for_deaths(&ears.deaths);
    if (fault.step == NULL) fault = bound_capabilities(CAP_KILL);
    if (fault.step == NULL) fault = drop_capabilities(CAP_KILL);
    if (fault.step != NULL) {
        send_fault(channel, KILN_AGENT_FAILED, 0, fault);
        _exit(1);
    }
    say(channel, BASE_READY, 0);
    for (;;) {
        struct charge charge = await_cell(channel);
        if (empty_cell(&ears, &charge) == END_ITS_OWN)
            serve_until_cleared(config, &charge, channel);
        if (charge.control >= 0) close(charge.control);
        close(charge.box);
        if (!alone(0)) _exit(1);
        say(channel, BASE_CLEARED, charge.cell);
    }
}
