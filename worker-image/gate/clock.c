/* Theory of operation. A runtime's clock stands still while it waits at its gate, so that a program in
 * it finds as little time gone since its process began as in a cold one; many are written to stop in
 * time by that (performance.now(), process.uptime()). Monotonic time is shifted, which has no meaning
 * but in differences; so must be the times until which threads wait by it. */
#include <dlfcn.h>
#include <pthread.h>
#include <time.h>

#include "gate.h"
#include "threads.h"

#define EXPORTED __attribute__((visibility("default")))

enum { kSecond = 1000 * 1000 * 1000 };

static struct {
    int (*clock_gettime)(clockid_t, struct timespec*);
    int (*cond_timedwait)(pthread_cond_t*, pthread_mutex_t*, const struct timespec*);
} libc;

static struct timespec shift; /* from the kernel's clock back to ours */
static struct timespec arrived;

__attribute__((constructor)) static void find_libc(void) {
    *(void**)&libc.clock_gettime = libc_name("clock_gettime", "GLIBC_2.17");
    *(void**)&libc.cond_timedwait = libc_name("pthread_cond_timedwait", "GLIBC_2.3.2");
}

static struct timespec less(struct timespec a, struct timespec b) {
    const long under = a.tv_nsec < b.tv_nsec;
    return (struct timespec){a.tv_sec - b.tv_sec - under, a.tv_nsec - b.tv_nsec + under * kSecond};
}

static struct timespec more(struct timespec a, struct timespec b) {
    const long over = a.tv_nsec + b.tv_nsec >= kSecond;
    return (struct timespec){a.tv_sec + b.tv_sec + over, a.tv_nsec + b.tv_nsec - over * kSecond};
}

EXPORTED int clock_gettime(clockid_t clock, struct timespec* now) {
    if (libc.clock_gettime == NULL) find_libc();
    const int failed = libc.clock_gettime(clock, now);
    if (failed == 0 && (clock == CLOCK_MONOTONIC || clock == CLOCK_MONOTONIC_COARSE))
        *now = less(*now, shift);
    return failed;
}

EXPORTED int pthread_cond_timedwait(pthread_cond_t* cond, pthread_mutex_t* mutex,
                                    const struct timespec* until) {
    if (libc.cond_timedwait == NULL) find_libc();
    enum { kByMonotonic = 2 }; /* glibc's mark of pthread_condattr_setclock(3) */
    if ((cond->__data.__wrefs & kByMonotonic) == 0) return libc.cond_timedwait(cond, mutex, until);
    const struct timespec shifted = more(*until, shift);
    return libc.cond_timedwait(cond, mutex, &shifted);
}

void stop_clock(void) {
    (void)clock_gettime(CLOCK_MONOTONIC, &arrived);
}

void start_clock(void) {
    struct timespec now;
    if (clock_gettime(CLOCK_MONOTONIC, &now) == 0) shift = more(shift, less(now, arrived));
}
