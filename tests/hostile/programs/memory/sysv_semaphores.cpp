// expect: ok, memory_limit
// limits: {"memory_mb": 64}
// says: ^held|^$
// why: large sets of semaphores
#include <cstdio>
#include <sys/ipc.h>
#include <sys/sem.h>

int main() {
    long made = 0;
    while (made < 32000 && semget(IPC_PRIVATE, 32000, IPC_CREAT | 0600) >= 0) ++made;
    std::printf(made * 32000 * 64 > (64l << 20) ? "ESCAPED %ld sets\n" : "held %ld\n", made);
}
