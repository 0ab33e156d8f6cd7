// expect: ok
// says: ^all of it$
// limits: {"memory_mb": 300}
// within: 3
// with: pass.h
// why: memory and full pipes that only a cycle of sockets still holds cost no container
#include <fcntl.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cstdio>
#include <vector>

#include "pass.h"

int main() {
    puts("all of it");
    fflush(stdout);
    int ends[2];
    if (socketpair(AF_UNIX, SOCK_STREAM, 0, ends) != 0) return 1;
    const std::vector<char> block(1 << 20, 'm');
    for (int i = 0; i < 3; ++i) {
        const int memory = static_cast<int>(memfd_create("held", 0));
        for (int mb = 0; mb < 40; ++mb)
            if (write(memory, block.data(), block.size()) < 0) return 2;
        if (pass(ends[0], memory)) return 3;
        close(memory);
    }
    for (int i = 0; i < 20; ++i) {
        int pipe_ends[2];
        if (pipe2(pipe_ends, O_NONBLOCK) != 0) return 4;
        fcntl(pipe_ends[1], F_SETPIPE_SZ, 1 << 20);
        while (write(pipe_ends[1], block.data(), block.size()) > 0) {
        }
        if (pass(ends[0], pipe_ends[0]) || pass(ends[0], pipe_ends[1])) return 5;
        close(pipe_ends[0]);
        close(pipe_ends[1]);
    }
    if (pass(ends[0], 1) || pass(ends[0], ends[0]) || pass(ends[0], ends[1])) return 6;
    if (pass(ends[1], ends[0]) || pass(ends[1], ends[1])) return 7;
    _exit(0);
}
