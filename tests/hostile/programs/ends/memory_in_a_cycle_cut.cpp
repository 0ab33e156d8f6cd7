// expect: time_limit
// reason: wall
// says: ^all of it$
// limits: {"memory_mb": 300, "wall_ms": 700}
// within: 4
// with: pass.h
// why: the same where the cell is killed, by its wall limit, with the cycle in it
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
    if (pass(ends[0], 1) || pass(ends[0], 2)) return 3;
    if (pass(ends[0], ends[0]) || pass(ends[0], ends[1])) return 4;
    if (pass(ends[1], ends[0]) || pass(ends[1], ends[1])) return 5;
    for (;;) pause();
}
