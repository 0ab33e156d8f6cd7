// expect: ok
// says: ^all of it$
// limits: {"processes": 1000}
// why: a thousand processes that hold the streams are not dead at once: nobody takes that for a fault
#include <unistd.h>

#include <cstdio>

int main() {
    for (int i = 0; i < 900; ++i) {
        const pid_t child = fork();
        if (child < 0) break;
        if (child == 0)
            for (;;) pause();
    }
    puts("all of it");
    fflush(stdout);
    _exit(0);
}
