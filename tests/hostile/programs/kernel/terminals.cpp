// expect: ok
// says: ^held
// why: input pushed into a terminal, also where the upper half of the request is set
// with: probe.h
#include <sys/ioctl.h>
#include "probe.h"

int main() {
    char letter = 'x';
    for (int fd : {0, 1, 2})
        for (unsigned long request : {0x5412ul, 0x541cul, 0x5412ul | (1ul << 32),
                                      0x541cul | (7ul << 40)})
            DENIED(ioctl, fd, request, &letter);
    return probe::end();
}
