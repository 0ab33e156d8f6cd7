// expect: time_limit
// reason: wall
// limits: {"wall_ms": 700}
// why: waiting for nothing
#include <sys/select.h>

int main() { select(0, nullptr, nullptr, nullptr, nullptr); }
