/* Theory of operation. The calls in which a program's threads sleep are taken over: pthread_cond_wait,
 * sem_wait, epoll_wait. Each saves the context of its caller first (__builtin_setjmp), so that
 *
 *   in the runtime   a fork finds every thread with its context saved, its locks let go
 *   in the child     each gets a new kernel thread on its old stack and thread block (clone(2)), which
 *                    jumps to the saved context: the wait ends as by a spurious wake-up or a signal,
 *                    which every caller of these has to expect
 *
 * The C library has forgotten such a thread: fork() put its stack among those to be used again, marked
 * by a thread id of 0, and its malloc arena among those without owner. So its id is set again, which
 * takes the stack out of use for good; it ends by the bare system call; and joining it waits for a word
 * of ours. What it waited on still counts waiters that are in another process: that is reset. */
#include "threads.h"

#include <dlfcn.h>
#include <errno.h>
#include <limits.h>
#include <linux/futex.h>
#include <pthread.h>
#include <sched.h>
#include <semaphore.h>
#include <signal.h>
#include <stdatomic.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

#define EXPORTED __attribute__((visibility("default")))

enum { kMostThreads = 64, kContextWords = 5, kStartRoom = 4096, kMostWaits = 1000 };

struct thread {
    pthread_t handle; /* its thread block (glibc's struct pthread) */
    void* (*start)(void*);
    void* argument;
    void* context[kContextWords];
    _Atomic int asleep;
    pthread_cond_t* cond; /* what it sleeps on: one of these, or an epoll */
    pthread_mutex_t* mutex;
    sem_t* semaphore;
    int revived;
    _Atomic int ended; /* of a revived one */
};

static struct {
    int (*create)(pthread_t*, const pthread_attr_t*, void* (*)(void*), void*);
    int (*join)(pthread_t, void**);
    int (*cond_wait)(pthread_cond_t*, pthread_mutex_t*);
    int (*sem_wait)(sem_t*);
    int (*epoll_pwait)(int, struct epoll_event*, int, int, const sigset_t*);
} libc;

static struct thread threads[kMostThreads];
static _Atomic unsigned count;
static int watching;     /* threads that are made now are to be revived */
static int in_child;     /* those of the table are another process's */
static size_t id_offset; /* of the kernel's thread id in a thread block */
static _Thread_local struct thread* self __attribute__((tls_model("initial-exec")));

void* libc_name(const char* name, const char* version) {
    void* found = dlvsym(RTLD_NEXT, name, version);
    return found != NULL ? found : dlsym(RTLD_NEXT, name);
}

static void find_libc(void) {
    if (libc.create != NULL) return;
    *(void**)&libc.join = libc_name("pthread_join", "GLIBC_2.34");
    *(void**)&libc.cond_wait = libc_name("pthread_cond_wait", "GLIBC_2.3.2");
    *(void**)&libc.sem_wait = libc_name("sem_wait", "GLIBC_2.34");
    *(void**)&libc.epoll_pwait = libc_name("epoll_pwait", "GLIBC_2.6");
    *(void**)&libc.create = libc_name("pthread_create", "GLIBC_2.34");
}

/* Before any other thread can be: constructors run in one. */
__attribute__((constructor)) static void find_libc_early(void) {
    find_libc();
}

static void sleep_a_moment(void) {
    const struct timespec moment = {0, 1000 * 1000};
    nanosleep(&moment, NULL);
}

static long futex(_Atomic int* word, int operation, int value) {
    return syscall(SYS_futex, word, operation | FUTEX_PRIVATE_FLAG, value, NULL, NULL, 0);
}

/* The kernel forgets the thread's restartable sequences where memory is shared (rseq(2), kernel/fork.c);
 * libc goes on to read the processor's number there. */
void register_sequences(void) {
    extern const ptrdiff_t __rseq_offset __attribute__((weak));
    extern const unsigned __rseq_size __attribute__((weak));
    enum { kSize = 32, kSignature = 0x53053053 };
    if (&__rseq_size != NULL && __rseq_size > 0)
        (void)syscall(SYS_rseq, (char*)__builtin_thread_pointer() + __rseq_offset, kSize, 0,
                      kSignature);
}

/* A child needs all memory, whatever the runtime advises. */
EXPORTED int madvise(void* from, size_t size, int advice) {
    if (watching && advice == MADV_DONTFORK) return 0;
    return (int)syscall(SYS_madvise, from, size, advice);
}

/* --- threads begin and end --- */

static void* begin(void* argument) {
    struct thread* const me = self = argument;
    void* const result = me->start(me->argument);
    if (!self->revived) return result;
    self->ended = 1;
    (void)futex(&self->ended, FUTEX_WAKE, INT_MAX);
    for (;;) (void)syscall(SYS_exit, 0);
}

EXPORTED int pthread_create(pthread_t* handle, const pthread_attr_t* attributes,
                            void* (*start)(void*), void* argument) {
    find_libc();
    const unsigned number = watching ? atomic_fetch_add(&count, 1) : kMostThreads;
    if (number >= kMostThreads) return libc.create(handle, attributes, start, argument);
    struct thread* const it = &threads[number];
    it->start = start;
    it->argument = argument;
    const int failed = libc.create(&it->handle, attributes, begin, it);
    *handle = it->handle;
    return failed;
}

static struct thread* revived_thread(pthread_t handle) {
    for (unsigned i = 0; in_child && i < count; i++)
        if (threads[i].revived && threads[i].handle == handle) return &threads[i];
    return NULL;
}

EXPORTED int pthread_join(pthread_t handle, void** result) {
    struct thread* const it = revived_thread(handle);
    if (it == NULL) return libc.join(handle, result);
    while (!it->ended) (void)futex(&it->ended, FUTEX_WAIT, 0);
    if (result != NULL) *result = NULL;
    return 0;
}

/* --- threads sleep --- */

/* 0 when the context is saved; 1, once more, in a child that revives this thread. A macro: the frame
 * in which it stands must be there still. */
#define SAVE_CONTEXT(me) __builtin_setjmp((me)->context)

static struct thread* sleeper(void) {
    return self != NULL && !self->revived ? self : NULL;
}

EXPORTED int pthread_cond_wait(pthread_cond_t* cond, pthread_mutex_t* mutex) {
    struct thread* const me = sleeper();
    if (me == NULL) return libc.cond_wait(cond, mutex);
    me->cond = cond;
    me->mutex = mutex;
    if (SAVE_CONTEXT(me) == 0) {
        atomic_store(&self->asleep, 1);
        const int result = libc.cond_wait(self->cond, self->mutex);
        atomic_store(&self->asleep, 0);
        self->cond = NULL;
        return result;
    }
    const int failed = pthread_mutex_lock(self->mutex);
    /* The sleeper was still counted as a user of it, and now is so twice. */
    if (failed == 0) self->mutex->__data.__nusers--;
    return failed;
}

EXPORTED int sem_wait(sem_t* semaphore) {
    struct thread* const me = sleeper();
    if (me == NULL) return libc.sem_wait(semaphore);
    me->semaphore = semaphore;
    if (SAVE_CONTEXT(me) == 0) {
        atomic_store(&self->asleep, 1);
        const int result = libc.sem_wait(self->semaphore);
        atomic_store(&self->asleep, 0);
        self->semaphore = NULL;
        return result;
    }
    return libc.sem_wait(self->semaphore);
}

EXPORTED int epoll_pwait(int epoll, struct epoll_event* events, int most, int timeout,
                         const sigset_t* signals) {
    struct thread* const me = timeout < 0 ? sleeper() : NULL;
    if (me == NULL) return libc.epoll_pwait(epoll, events, most, timeout, signals);
    if (SAVE_CONTEXT(me) == 0) {
        atomic_store(&self->asleep, 1);
        const int result = libc.epoll_pwait(epoll, events, most, timeout, signals);
        atomic_store(&self->asleep, 0);
        return result;
    }
    errno = EINTR;
    return -1;
}

EXPORTED int epoll_wait(int epoll, struct epoll_event* events, int most, int timeout) {
    return epoll_pwait(epoll, events, most, timeout, NULL);
}

/* --- the fork --- */

/* Where glibc keeps a thread's id: the first word of a thread block that says so in each. */
static size_t find_id_offset(void) {
    enum { kFirst = 0x100, kLast = 0x600 };
    const char* const own = (const char*)pthread_self();
    const int id = (int)syscall(SYS_gettid);
    for (size_t at = kFirst; at < kLast; at += sizeof id) {
        if (*(const int*)(own + at) != id) continue;
        unsigned fits = 0;
        for (unsigned i = 0; i < count; i++) {
            const int other = *(const int*)((const char*)threads[i].handle + at);
            fits += other != id && syscall(SYS_tgkill, getpid(), other, 0) == 0;
        }
        if (fits == count) return at;
    }
    return 0;
}

void watch_threads(void) {
    watching = 1;
}

unsigned thread_count(void) {
    return atomic_load(&count);
}

static int is_asleep(const struct thread* it) {
    if (!atomic_load(&it->asleep)) return 0;
    /* A sleeper lets go of the mutex after it has said that it sleeps. */
    return it->cond == NULL || *(volatile int*)&it->mutex->__data.__lock == 0;
}

int threads_sleep(void) {
    watching = 0;
    if (count > kMostThreads) return 0;
    if (id_offset == 0) id_offset = find_id_offset();
    if (count > 0 && id_offset == 0) return 0;
    for (unsigned i = 0, waits = 0; i < count; i++)
        while (!is_asleep(&threads[i])) {
            if (++waits > kMostWaits) return 0;
            sleep_a_moment();
        }
    return 1;
}

static void forget_waiters(struct thread* it) {
    if (it->cond != NULL) {
        const unsigned kept =
            it->cond->__data.__wrefs & 3; /* shared between processes; which clock */
        memset(it->cond, 0, sizeof *it->cond);
        it->cond->__data.__wrefs = kept;
    }
    /* Its value is the lower half of a word, the number of waiters the upper. */
    if (it->semaphore != NULL) *(uint64_t*)(void*)it->semaphore &= UINT32_MAX;
}

static _Noreturn void resume(void) {
    register_sequences();
    __builtin_longjmp(self->context, 1);
}

/* clone(2) by hand: the new thread must not return here. It begins below what its stack holds. */
static long start_on(char* stack, char* block, int* id) {
    const unsigned long flags = CLONE_VM | CLONE_FS | CLONE_FILES | CLONE_SIGHAND | CLONE_THREAD |
                                CLONE_SYSVSEM | CLONE_SETTLS | CLONE_PARENT_SETTID;
    long result;
    register long no_child_id asm("r10") = 0;
    register char* thread_block asm("r8") = block;
    register void (*next)(void) asm("r12") = resume;
    asm volatile(
        "syscall\n\t"
        "test %%rax, %%rax\n\t"
        "jnz 1f\n\t"
        "xor %%ebp, %%ebp\n\t"
        "call *%%r12\n\t"
        "1:"
        : "=a"(result)
        : "0"((long)SYS_clone), "D"(flags), "S"(stack), "d"(id), "r"(no_child_id),
          "r"(thread_block), "r"(next)
        : "rcx", "r11", "memory");
    return result;
}

static int revive(struct thread* it) {
    char* const block = (char*)it->handle;
    int* const id = (int*)(block + id_offset);
    if (*id != 0) { /* fork() would have zeroed it */
        errno = ENOTSUP;
        return -1;
    }
    it->revived = 1;
    char* const top = it->context[2]; /* the stack pointer (__builtin_setjmp) */
    const uintptr_t stack = ((uintptr_t)top - kStartRoom) & ~(uintptr_t)63;
    const long started = start_on((char*)stack, block, id);
    if (started >= 0) return 0;
    errno = (int)-started;
    return -1;
}

int revive_threads(void) {
    in_child = 1;
    for (unsigned i = 0; i < count; i++) forget_waiters(&threads[i]);
    for (unsigned i = 0; i < count; i++)
        if (revive(&threads[i]) != 0) return -1;
    return 0;
}
