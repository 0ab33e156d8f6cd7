// expect: ok
// says: ^held
// why: memory that even the kernel cannot look into, and shadow stacks of foreign make
// with: probe.h
#include "probe.h"

int main() {
    DENIED(memfd_secret, 0);
    return probe::end();
}
