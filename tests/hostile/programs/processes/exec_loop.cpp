// expect: time_limit
// reason: cpu
// limits: {"cpu_ms": 500, "wall_ms": 8000}
// why: a program that replaces itself for ever keeps its account
#include <unistd.h>

int main(int, char** argv) { execv("/proc/self/exe", argv); }
