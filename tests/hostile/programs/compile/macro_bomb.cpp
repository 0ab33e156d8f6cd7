// expect: compile_error, memory_limit, time_limit
// compile_limits: {"cpu_ms": 2000, "wall_ms": 4000, "memory_mb": 300}
// within: 7
// why: macros that double
#define A x x x x x x x x x x x x x x x x
#define B A A A A A A A A A A A A A A A A
#define C B B B B B B B B B B B B B B B B
#define D C C C C C C C C C C C C C C C C
#define E D D D D D D D D D D D D D D D D
#define F E E E E E E E E E E E E E E E E
#define G F F F F F F F F F F F F F F F F
int G;
int main() {}
