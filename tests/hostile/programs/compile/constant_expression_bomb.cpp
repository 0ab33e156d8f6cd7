// expect: compile_error, memory_limit, time_limit
// compile_limits: {"cpu_ms": 2000, "wall_ms": 4000, "memory_mb": 300}
// within: 7
// why: a constant that takes for ever, and one that takes all memory
constexpr long endless(long n) {
    long sum = 0;
    for (long i = 0; i < n; ++i)
        for (long k = 0; k < 200000; ++k) sum += i % 7 + k;
    return sum;
}
constexpr long a = endless(1l << 50), b = endless(1l << 51);
int main() { return a == b; }
