/* What the engine asks of a container: of its agent (CONFIGURE, RUNTIME, MAKE_CELL, KILL_CELL, PING)
 * and of a cell's init (FETCH). Part of the container protocol (cell_protocol.h). */
#ifndef KILN_POOL_PROTOCOL_REQUEST_PROTOCOL_H
#define KILN_POOL_PROTOCOL_REQUEST_PROTOCOL_H

#include <stdint.h>

enum kiln_request_kind {
    KILN_CONFIGURE = 1,
    KILN_MAKE_CELL = 2,
    KILN_KILL_CELL = 3,
    KILN_PING = 4,
    KILN_FETCH = 5,
    KILN_RUNTIME = 6,
};

enum kiln_configure_flags {
    KILN_ATTACH_BY_CLONE =
        1u << 0, /* the one attach fd of a kind is a cgroup v2 directory; else v1 tasks files */
    KILN_KEEP_GROUPS = 1u << 1, /* setgroups(2) is denied in this user namespace */
    KILN_ONE_ID = 1u << 2,      /* only id 0 is mapped: the program has it under another name */
    /* Heard only by an agent built with KILN_WEAKEN (pool/weaken.h). */
    KILN_WITHOUT_IPC = 1u << 16,
    KILN_WITHOUT_NETWORK = 1u << 17,
    KILN_WITHOUT_LINKS = 1u << 18,
    KILN_WITHOUT_CAPABILITIES = 1u << 19,
};
#ifdef KILN_WEAKEN
#define KILN_WITHOUT(flags, wall) (((flags) & (wall)) != 0)
#else
#define KILN_WITHOUT(flags, wall) ((void)(flags), 0)
#endif

/* How a warm runtime serves cells. */
enum kiln_runtime_mode {
    KILN_RUNTIME_FORKS = 1, /* lives beside the cells and forks a child into each */
    KILN_RUNTIME_WAITS = 2, /* is started anew inside each cell */
};
#define KILN_MAX_RUNTIMES 16u /* numbered from 1; 0: none */

#define KILN_MAX_RUNTIME_WORDS 64u /* of its command; of its environment one less */
#define KILN_WORDS_SIZE 6144u      /* all words of a runtime, with their NULs */
#define KILN_NAME_SIZE 1088u       /* a file name in a cell, with its NUL */

/* Each kind of request is a struct of its own, as long as that and no longer, and begins with this. */
struct kiln_request_head {
    uint32_t version; /* KILN_PROTOCOL */
    uint32_t kind;    /* enum kiln_request_kind */
};

struct kiln_configure {
    struct kiln_request_head head;
    uint64_t tmpfs_bytes; /* size of each writable file system of a cell */
    uint64_t tmpfs_inodes;
    uint32_t descriptors;  /* RLIMIT_NOFILE of programs */
    uint32_t flags;        /* enum kiln_configure_flags */
    uint32_t attach_count; /* how many fds of each kind follow the seccomp program's */
    uint32_t reserved;     /* 0 */
};

struct kiln_runtime {
    struct kiln_request_head head;
    uint32_t number;      /* from 1 */
    uint32_t mode;        /* enum kiln_runtime_mode; 0: end it, start none */
    uint64_t stack_bytes; /* RLIMIT_STACK, which fixes where it maps memory */
    uint32_t argc;        /* words of its command, after its directory's, */
    uint32_t envc;        /* then those of its environment, each NUL-terminated */
    char words[KILN_WORDS_SIZE];
};

struct kiln_make_cell {
    struct kiln_request_head head;
    uint64_t cell;     /* the number it is given */
    uint32_t runtime;  /* which one to use, 0: none */
    uint32_t reserved; /* 0 */
};

struct kiln_kill_cell {
    struct kiln_request_head head;
    uint64_t cell;
};

struct kiln_ping {
    struct kiln_request_head head;
};

struct kiln_fetch {
    struct kiln_request_head head;
    char name[KILN_NAME_SIZE]; /* relative to KILN_BOX, NUL-terminated */
};

/* Room for any request that an agent may be sent. */
union kiln_request {
    struct kiln_request_head head;
    struct kiln_configure configure;
    struct kiln_runtime runtime;
    struct kiln_make_cell make_cell;
    struct kiln_kill_cell kill_cell;
    struct kiln_ping ping;
};

#endif
