// expect: compile_error, memory_limit, time_limit
// compile_limits: {"cpu_ms": 2000, "wall_ms": 4000, "memory_mb": 300}
// within: 7
// why: repetition in the assembler
asm(".rept 100000000\n.quad 1\n.endr");
asm(".fill 0x7fffffffff, 1, 1");
int main() {}
