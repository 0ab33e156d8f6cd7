/* The one message on a cell's job socket: what the program is to be. Part of the container protocol
 * (cell_protocol.h). */
#ifndef KILN_POOL_PROTOCOL_JOB_PROTOCOL_H
#define KILN_POOL_PROTOCOL_JOB_PROTOCOL_H

#include <stdint.h>

/* Sent on the job socket. The blob (a sealed memfd) holds, in this order and without padding:
 * argc NUL-terminated words, envc NUL-terminated "NAME=value", then for each file one
 * struct kiln_file, its NUL-terminated name, and its content unless that comes by fd. */
struct kiln_job {
    uint32_t version;
    uint32_t argc;
    uint32_t envc;
    uint32_t files;
    uint64_t blob_bytes;
    uint64_t stack_bytes;      /* RLIMIT_STACK, to begin with */
    uint64_t most_stack_bytes; /* what the program may raise it to */
    uint64_t file_bytes;       /* RLIMIT_FSIZE */
    uint64_t cpu_seconds;      /* RLIMIT_CPU, rounded up; 0: a cgroup counts, no rlimit */
    uint64_t data_bytes;       /* RLIMIT_DATA; 0: a cgroup limits, no rlimit */
    uint64_t processes;        /* RLIMIT_NPROC; 0: a cgroup limits, no rlimit */
    uint32_t flags;            /* enum kiln_job_flags */
    uint32_t reserved;         /* 0 */
};

enum kiln_job_flags {
    KILN_JOB_NO_INPUT = 1u << 1, /* no descriptor for stdin: it is the cell's own /dev/null */
    KILN_JOB_WARM = 1u << 0, /* argv is what the warm runtime was started with, and arguments: go on
                                in it; without: execute argv */
};

enum kiln_file_flags {
    KILN_FILE_EXECUTABLE = 1u << 0,
    KILN_FILE_BY_FD = 1u << 1, /* content is the next of the message's descriptors */
    KILN_FILE_LINK = 1u << 2,  /* a symbolic link; its content is the target */
};

struct kiln_file {
    uint64_t bytes;      /* content in the blob; 0 where it comes by fd */
    uint32_t flags;      /* enum kiln_file_flags */
    uint32_t name_bytes; /* without the NUL, less than KILN_NAME_SIZE */
};

/* What CELL_FAILED names as the step where a job could not be set out in its cell: the engine tells by
 * it, and by errno, whether the job asked for too much or something is wrong with us. */
#define KILN_STEP_MAP "map the job blob"
#define KILN_STEP_FOLDER "make a folder for a source file"
#define KILN_STEP_CREATE "create a source file"
#define KILN_STEP_WRITE "write a source file"
#define KILN_STEP_COPY "copy an artefact"
#define KILN_STEP_LINK "create a symbolic link"
#define KILN_STEP_EXECUTE "execve"

#define KILN_MAX_ARGS 4096u
#define KILN_MAX_FILES 128u
#define KILN_MAX_FILE_FDS 32u

#endif
