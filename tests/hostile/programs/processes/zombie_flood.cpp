// expect: process_limit, ok
// says: ^(refused|made)
// why: the unreaped dead are counted, and buried by the cell's init
#include <cstdio>
#include <unistd.h>

int main() {
    for (int made = 0; made < 3000; ++made) {
        const int pid = fork();
        if (pid == 0) _exit(0);
        if (pid < 0) {
            std::puts("refused");
            std::fflush(stdout);
            return 1;
        }
    }
    std::puts("ESCAPED 3000 zombies");
}
