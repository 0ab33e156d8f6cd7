// expect: ok
// says: ^all of it$
// within: 2
// with: pass.h
// why: sockets that hold each other, and the streams, outlive their processes until the kernel looks
#include <sys/socket.h>
#include <unistd.h>

#include <cstdio>

#include "pass.h"

int main() {
    puts("all of it");
    fflush(stdout);
    for (int i = 0; i < 50; ++i) {
        int ends[2];
        if (socketpair(AF_UNIX, SOCK_DGRAM, 0, ends) != 0) break;
        // Each end lies in its own queue, with the streams beside it.
        for (int end : ends) {
            (void)pass(ends[0] == end ? ends[1] : ends[0], end);
            (void)pass(ends[0] == end ? ends[1] : ends[0], 1);
            (void)pass(ends[0] == end ? ends[1] : ends[0], 2);
        }
        close(ends[0]);
        close(ends[1]);
    }
    _exit(0);
}
