// expect: ok
// says: ^held
// why: no personality but the plain one: others loosen the layout of memory
// with: probe.h
#include "probe.h"

int main() {
    for (unsigned long persona : {0x0040000ul, 0x0400000ul, 0x0200000ul, 0x0100000ul, 0x8000000ul,
                                  0x0008ul, 0x4000000ul, 0x1ul, 0xfffffffeul, 0x7ffffffful,
                                  0x80000000ul, 0xc0000000ul})
        DENIED(personality, persona);
    if (syscall(SYS_personality, 0xffffffff) != 0) probe::escaped("a personality");
    return probe::end();
}
