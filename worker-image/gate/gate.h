/* The gate library: preloaded into a warm runtime, it stops the runtime where it opens
 * KILN_GATE_PATH and lets it go on in a cell, as the job's program.
 *
 * What a job must not notice happens here: its arguments, environment, descriptors, limits and
 * process images are its own. No dependency but the C library; no heap but for what becomes the
 * program's (memory.h); one thread of ours, none made. */
#ifndef KILN_GATE_GATE_H
#define KILN_GATE_GATE_H

#include <sys/stat.h>

#include "worker-image/agent/arrival.h"

/* What KILN_GATE said (pool/protocol/gate_environment.h). */
struct gate {
    unsigned mode; /* enum kiln_runtime_mode; 0: not a runtime, or past its gate */
    unsigned number;
    unsigned flags;
    int attach_count;
    unsigned long long cell;
    int has_file;
};

/* forks.c: stays at the gate, forks a child for each kiln_join; returns in a child only, and says in
 * which: that of a cell, stripped and announced, standing at `cell`, or that of a rehearsal. Ends the
 * process when the gate socket ends. */
enum goes_on { GOES_ON_IN_A_CELL, GOES_ON_REHEARSING };
enum goes_on serve_joins(const struct gate* gate, struct place* cell);

/* text.c: a descriptor from which a short text is read, a file that nobody can write to. -1 with errno. */
int open_text(const char* text);

/* Waits for the job at `place`. Returns it when the runtime is to go on with it, its arguments and
 * environment in place; executes the job's command where that is another one. */
struct arrival* pass(const struct place* place);

/* wake.c. In a child, stripped already: what it shares with the runtime gives way to its own, and the
 * runtime goes on as after a fork. */
struct fault wake(void);

/* image.c: makes /proc/self/cmdline and environ show the job's words, which move to memory of their
 * own for that. */
struct fault show_words(struct job_words* words, unsigned argc, unsigned envc);

/* Whether this kernel lets a process change what is shown. */
int words_can_be_shown(void);

/* python.c, nothing in other programs than CPython. Once at the gate: finds what it needs of the
 * interpreter, and brings that to where a child finds it. In each child: what an interpreter does after a
 * fork. When the job is there: makes its words the interpreter's. */
void meet_python(void);
void wake_python(void);
void dress_python(const struct job_words* words, unsigned argc, unsigned envc);
int knows_python(void);

/* node.c, nothing in other programs than Node. Once at the gate: takes away what Node has of ours, and
 * finds what it needs of Node; 0 where it cannot. In each child: another's random numbers; -1 where there
 * are none. When the job is there: makes its words Node's. In a rehearsal: calls its program. */
int meet_node(int forks);
int wake_node(void);
void dress_node(const struct job_words* words, unsigned count);
void rehearse_node(const char* name);
int knows_node(void);

/* heap.c. In the runtime, before its first fork: what it has freed is nobody's any more. */
void take_free_memory(void);

/* clock.c: the program's monotonic clock, while it waits. */
void stop_clock(void);
void start_clock(void);

/* rehearsal.c. In the runtime, before it serves: 1 in a child that is to go on as if it had a job;
 * 0 in the runtime, when those have ended. Ends a runtime with threads whose child did not end well.
 * In a child that stands ready: copies the pages it will write to. */
int rehearse(void);
void copy_ahead(void);
/* In the child of rehearse(): what it has in place of a job, as open(2) and stat(2) would give it, and its
 * end. */
int is_rehearsal(void);
int open_rehearsal(void);
int look_at_rehearsal(struct stat64* about);
_Noreturn void end_rehearsal(void);

#endif
