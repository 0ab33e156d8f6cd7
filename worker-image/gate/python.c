/* CPython, by the names its executable exports. At the gate it is inside open(2), for which it has
 * let go of its interpreter lock; a fork then needs what os.fork() does in the child: locks made
 * anew, os.register_at_fork() hooks (random among them). */
#include <dlfcn.h>
#include <stddef.h>

#include "gate.h"

void wake_python(void) {
    int (*take)(void) = (int (*)(void))dlsym(RTLD_DEFAULT, "PyGILState_Ensure");
    void (*after_fork)(void) = (void (*)(void))dlsym(RTLD_DEFAULT, "PyOS_AfterFork_Child");
    void (*release)(int) = (void (*)(int))dlsym(RTLD_DEFAULT, "PyGILState_Release");
    if (take == NULL || after_fork == NULL || release == NULL) return;
    const int state = take();
    after_fork();
    release(state);
}
