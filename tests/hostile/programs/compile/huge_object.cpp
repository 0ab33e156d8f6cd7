// expect: compile_error, memory_limit, time_limit
// compile_limits: {"cpu_ms": 3000, "wall_ms": 6000, "memory_mb": 300}
// within: 9
// why: a program larger than any file may be
char everything[1ul << 36] = {1};
int main() { return everything[0]; }
