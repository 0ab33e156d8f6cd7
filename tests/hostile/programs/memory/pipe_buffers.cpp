// expect: memory_limit, ok
// limits: {"memory_mb": 64}
// says: ^held|^$
// why: what lies in pipes is charged, or bounded for the user
#include <cstdio>
#include <fcntl.h>
#include <unistd.h>

int main() {
    static char block[1 << 20];
    long total = 0;
    for (int i = 0; i < 490; ++i) {
        int ends[2];
        if (pipe2(ends, O_NONBLOCK) != 0) break;
        fcntl(ends[1], F_SETPIPE_SZ, 1 << 20);
        for (long wrote; (wrote = write(ends[1], block, sizeof block)) > 0;) total += wrote;
    }
    std::printf(total > (64 << 20) ? "ESCAPED %ld MB\n" : "held %ld MB\n", total >> 20);
}
