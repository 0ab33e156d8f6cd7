// expect: time_limit
// reason: wall
// limits: {"wall_ms": 700}
// why: waiting for a signal that never comes
#include <unistd.h>

int main() { pause(); }
