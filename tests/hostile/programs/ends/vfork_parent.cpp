// expect: ok
// says: ^all of it$
// within: 2
// why: a process that waits in vfork(2), which few signals interrupt, ends with its program
#include <unistd.h>

#include <cstdio>

int main() {
    puts("all of it");
    fflush(stdout);
    for (int i = 0; i < 10; ++i)
        if (fork() == 0) {
            if (vfork() == 0)
                for (;;) pause();
            _exit(0);
        }
    usleep(50'000);
    _exit(0);
}
