// expect: memory_limit, ok
// limits: {"memory_mb": 64}
// why: what lies in sockets is charged
#include <cstdio>
#include <sys/socket.h>
#include <unistd.h>

int main() {
    static char block[1 << 16];
    long total = 0;
    for (int i = 0; i < 490; ++i) {
        int ends[2];
        if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK, 0, ends) != 0) break;
        const int size = 1 << 30;
        setsockopt(ends[0], SOL_SOCKET, SO_SNDBUF, &size, sizeof size);
        for (long wrote; (wrote = send(ends[0], block, sizeof block, 0)) > 0;) total += wrote;
    }
    std::printf(total > (64 << 20) ? "ESCAPED %ld MB\n" : "held %ld MB\n", total >> 20);
}
