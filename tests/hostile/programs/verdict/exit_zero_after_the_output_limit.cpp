// expect: output_limit
// why: too much output and a good exit status at once
#include <csignal>
#include <cstdio>
#include <unistd.h>

int main() {
    signal(SIGPIPE, SIG_IGN);
    static char block[600000];
    if (fork() == 0) {
        (void)!write(1, block, sizeof block);
        _exit(0);
    }
    usleep(300000);
    _exit(0);
}
