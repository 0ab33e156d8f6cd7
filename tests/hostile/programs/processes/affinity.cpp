// expect: ok
// says: ^held
// why: a program may choose among its processors and has no more share for it
#include <cstdio>
#include <sys/syscall.h>
#include <unistd.h>

int main() {
    unsigned long all = ~0ul, first = 1;
    syscall(SYS_sched_setaffinity, 0, sizeof all, &all);
    syscall(SYS_sched_setaffinity, 0, sizeof first, &first);
    if (syscall(SYS_sched_setaffinity, 1, sizeof first, &first) == 0)
        std::puts("ESCAPED pinned the init");
    else
        std::puts("held");
}
