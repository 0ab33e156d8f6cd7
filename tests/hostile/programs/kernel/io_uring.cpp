// expect: ok
// says: ^held
// why: a queue of calls that no filter sees
// with: probe.h
#include "probe.h"

int main() {
    char parameters[128] = {};
    DENIED(io_uring_setup, 8, parameters);
    DENIED(io_uring_enter, -1, 0, 0, 0, nullptr, 0);
    DENIED(io_uring_register, -1, 0, nullptr, 0);
    return probe::end();
}
