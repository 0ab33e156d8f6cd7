/* Threads over a fork. fork(2) gives a child only the thread that called it; a runtime whose other
 * threads all sleep can be forked nevertheless, because their stacks are memory, which the child has,
 * too: each sleeper is started anew there, where it slept.
 *
 * Written for x86-64 and the GNU C library, versions 2.34 to 2.41 of which keep a thread's id and a
 * condition's state alike; what is built upon is looked at before the first fork. */
#ifndef KILN_GATE_THREADS_H
#define KILN_GATE_THREADS_H

/* The C library's own function behind one that was taken over. By its version, too: the plain name may
 * mean an older interface (pthread_cond_wait of 2.2.5). */
void* libc_name(const char* name, const char* version);

/* Before the program's first thread. From then on the calls threads sleep in are watched. */
void watch_threads(void);

/* How many there are beside the caller. */
unsigned thread_count(void);

/* In the runtime: whether all of them sleep where they can be woken anew, waiting a moment for that. */
int threads_sleep(void);

/* For a new thread, or a process that shares memory with its parent, on an old thread block (rseq(2)). */
void register_sequences(void);

/* In a child, as its first act with them. -1, errno set: some could not be started. */
int revive_threads(void);

#endif
