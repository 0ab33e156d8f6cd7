// expect: ok
// says: ^all of it$
// limits: {"output_kb": 4096}
// within: 3
// why: children that write on while they are killed neither delay the end nor spoil the verdict
#include <unistd.h>

#include <cstdio>

int main() {
    puts("all of it");
    fflush(stdout);
    for (int i = 0; i < 20; ++i)
        if (fork() == 0) {
            for (int line = 0; line < 200; ++line) {
                (void)!write(1, "more\n", 5);
                usleep(500);
            }
            for (;;) pause();
        }
    usleep(20'000);
    _exit(0);
}
