// expect: compile_error, memory_limit, time_limit
// compile_limits: {"cpu_ms": 2000, "wall_ms": 3000, "memory_mb": 300}
// within: 6
// why: devices and endless files as sources
#include "/dev/full"
#include "/dev/stdin"
#include "/dev/zero"
int main() {}
