// expect: ok
// says: ^held
// why: keyrings are shared by everyone with the same user id and answer strangers
// with: probe.h
#include "probe.h"

int main() {
    DENIED(add_key, "user", "name", "x", 1, -3);
    DENIED(add_key, "user", "name", "x", 1, -5);
    DENIED(request_key, "user", "name", nullptr, -3);
    for (int command = 0; command < 33; ++command) DENIED(keyctl, command, -3, 0, 0, 0);
    return probe::end();
}
