/* The container protocol: what the engine, a container's agent and a cell say to each other.
 *
 * For both ends, C and C++. All sockets are AF_UNIX SOCK_SEQPACKET: one struct below is
 * one message, descriptors travel beside it (SCM_RIGHTS). Host byte order, fixed sizes; both ends
 * come from one build, and KILN_PROTOCOL guards against a mix.
 *
 * Four sockets, four small state machines ("->" engine to container, "<-" container to engine):
 *
 *   agent socket, lives as long as the container
 *     -> CONFIGURE (once, first)    fds: the seccomp program, then what cells attach themselves to,
 *                                       then as many for runtimes that fork
 *     -> RUNTIME    <- RUNTIME_UP   starts a warm runtime, in place of the one that had its number;
 *                                   fds: a file for it, or none
 *                   <- RUNTIME_DOWN unasked, when it ended
 *     -> MAKE_CELL  <- CELL_MADE    fds: job socket, control socket     or <- AGENT_FAILED
 *     -> KILL_CELL  <- CELL_DEAD    nothing of the cell lives; its init may, for the next
 *                   <- CELL_DEAD    unasked, when the cell ended by itself
 *     -> PING       <- PONG
 *     end of file on either side ends the container
 *
 *   job socket, held by the cell's future program until its execve, or until it goes on past the
 *   gate of its warm runtime (worker-image/gate)
 *     <- CELL_READY                 fds: read ends of the program's stdout and stderr
 *     -> one kiln_job               fds: the blob, stdin unless NO_INPUT, then one for each file that comes by fd
 *     end of file: the program runs. <- CELL_FAILED: it does not, with the step and errno
 *
 *   gate socket, between the agent and one warm runtime that forks
 *     -> kiln_join                  fds: the way into the cell (agent/cell.h), the cell's end of its job socket
 *     <- RUNTIME_UP                 it stands at its gate. End of file ends it
 *
 *   control socket, held by the cell's init
 *     <- CELL_EXITED                the command ended; all else in the cell is being killed
 *     <- CELL_EMPTY                 and is dead: nobody of the job is left to write anything. Alone,
 *                                   without a CELL_EXITED, where the command was the last
 *     -> FETCH      <- CELL_FILE    fds: the file, opened read-only; or <- CELL_FAILED
 *     end of file: the cell was killed before its command ended
 *
 * A message of an unknown kind, size or version, out of its order, or with descriptors that do not
 * belong to it is fatal: the side that sees it gives up the container. A hostile program holds none
 * of these sockets; the engine believes nothing that comes by them (pool/container.h).
 */
#ifndef KILN_POOL_PROTOCOL_CELL_PROTOCOL_H
#define KILN_POOL_PROTOCOL_CELL_PROTOCOL_H

#include "pool/protocol/job_protocol.h"
#include "pool/protocol/request_protocol.h"

#define KILN_PROTOCOL 3u

/* Inside the container: who the program is, and where it works. */
#define KILN_JOB_UID 1000u
#define KILN_JOB_GID 1000u
#define KILN_BOX "/box"

enum kiln_event_kind {
    KILN_CELL_MADE = 101,
    KILN_CELL_DEAD = 102,
    KILN_PONG = 103,
    KILN_AGENT_FAILED = 104,
    KILN_CELL_READY = 105,
    KILN_CELL_FAILED = 106,
    KILN_CELL_EXITED = 107,
    KILN_CELL_FILE = 108,
    KILN_RUNTIME_UP = 109,
    KILN_RUNTIME_DOWN = 110,
    KILN_CELL_EMPTY = 111,
};

#define KILN_STEP_SIZE 64u /* the words that name what failed, with their NUL */

/* Sent by the agent, by a cell's init and by its future program. */
struct kiln_event {
    uint32_t version;
    uint32_t kind;    /* enum kiln_event_kind */
    uint64_t cell;    /* of all but RUNTIME_* */
    uint32_t runtime; /* RUNTIME_*: its number; CELL_READY: the one it stands at, 0: none */
    int32_t status;   /* CELL_EXITED, CELL_EMPTY, CELL_DEAD, RUNTIME_DOWN: as wait4(2) reports it */
    int32_t error;    /* *_FAILED: errno */
    uint32_t reserved;  /* 0 */
    uint64_t user_us;   /* CELL_EXITED, CELL_EMPTY: CPU time of the command and the children */
    uint64_t system_us; /* that it waited for */
    uint64_t maxrss_kb; /* the same two: of the largest of them */
    uint64_t size;      /* CELL_FILE; RUNTIME_UP: memory it has; CELL_READY: bytes the program has
                           of its warm runtime, not charged to the cell's group */
    char step[KILN_STEP_SIZE]; /* *_FAILED: NUL-terminated */
};

#define KILN_JOIN_FDS 5
struct kiln_join { /* on the gate socket */
    uint32_t version;
    uint32_t runtime;
    uint64_t cell;
    uint32_t descriptors; /* RLIMIT_NOFILE of programs */
    uint32_t reserved;    /* 0 */
};

#endif
