/* The dynamic linker resolves sigaction(2) to this: the C library's, except that one is told. */
#include <dlfcn.h>
#include <errno.h>
#include <signal.h>
#include <stddef.h>
#include <string.h>

#include "python.h"

typedef int (*sigaction_fn)(int, const struct sigaction*, struct sigaction*);

static sigaction_fn real;

__attribute__((constructor)) static void find_real(void) {
    void* found = dlsym(RTLD_NEXT, "sigaction");
    memcpy(&real, &found, sizeof found);
}

__attribute__((visibility("default"))) int sigaction(int number, const struct sigaction* wanted,
                                                     struct sigaction* before) {
    if (real == NULL) find_real();
    if (real == NULL) {
        errno = ENOSYS;
        return -1;
    }
    hear_sigaction();
    return real(number, wanted, before);
}
