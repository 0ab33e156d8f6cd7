/* What a warm runtime finds when it is started: descriptors, and one environment variable that
 * tells its gate library the rest. Between the agent, which starts it, and worker-image/gate. */
#ifndef KILN_POOL_PROTOCOL_GATE_ENVIRONMENT_H
#define KILN_POOL_PROTOCOL_GATE_ENVIRONMENT_H

/* Opening this path is the gate. CPython has another one: looking at the file of its program, which is its
 * only argument. */
#define KILN_GATE_PATH "/kiln/gate"
/* Node's: the first of two modules that it preloads, the second, which is its gate, and the text that
 * stands for a job's program in a rehearsal. */
#define KILN_NODE_MODULE "/kiln/warm/node.js"
#define KILN_NODE_GATE "/kiln/warm/node-gate.json"
#define KILN_NODE_REHEARSAL "/kiln/warm/node-rehearsal.js"
/* What is read from a gate is the program of a rehearsal, which ends by opening this
 * (worker-image/gate/rehearsal.c). Where a job has come it is nothing. */
#define KILN_GATE_REHEARSED "/kiln/rehearsed"
/* For compilers, which look for a source's quoted includes where its file's name says: nowhere. */
#define KILN_GATE_NAME ".kiln-gate"
/* A name that ends so stands for the file the runtime was given. */
#define KILN_GATE_FILE_SUFFIX "/pre.gch"
#define KILN_GATE_LIBRARY "/kiln/gate.so"

/* "KILN_GATE=MODE NUMBER FLAGS COUNT CELL FILE": the mode and number of the runtime and the flags of
 * CONFIGURE; for one that forks how many attach descriptors there are, for one that waits its
 * cell's id; 1 if it was given a file, which is the descriptor after those. Decimal. */
#define KILN_GATE_VARIABLE "KILN_GATE"

/* Descriptors of a runtime that forks, out of the way of its own, which so have the numbers they have
 * in a cold one. Its 0 is /dev/null, its 1 and 2 are pipes like a job's. */
#define KILN_GATE_SOCKET 200
#define KILN_GATE_SECCOMP 201 /* the program for its children, a file; empty: none */
#define KILN_GATE_ATTACH 202  /* the first of them */
/* Of a runtime that waits: the job socket. Its 1 and 2 are the job's own. */
#define KILN_GATE_JOB_SOCKET 200

/* What a warm compiler can be told of its headers and of its source's name, with the NULs. */
#define KILN_GATE_HEADERS_SIZE 1024
#define KILN_GATE_SOURCE_SIZE 128

/* Exit statuses of a runtime that forks. */
#define KILN_GATE_GAVE_UP 125 /* a message, or the kernel, was not as expected */
#define KILN_GATE_CANNOT \
    124 /* this kernel lacks CONFIG_CHECKPOINT_RESTORE: no runtime can be warm */
#define KILN_GATE_CANNOT_FORK \
    123 /* its threads, or its descriptors, are not as a fork needs them */

/* The program of a cell has this pid in it, however it came there: the one after the last, which can
 * be set for a pid namespace from within (proc(5)). */
#define KILN_PROGRAM_PID 2
#define KILN_LAST_PID "/proc/sys/kernel/ns_last_pid"

#endif
