// expect: compile_error, memory_limit, time_limit
// compile_limits: {"cpu_ms": 2000, "wall_ms": 4000, "memory_mb": 300}
// within: 7
// why: templates that branch
template <int A, int B>
struct T {
    static constexpr long value = T<A - 1, B * 2 % 99991>::value + T<A - 1, B * 3 % 99991>::value;
};
template <int B>
struct T<0, B> {
    static constexpr long value = B;
};
int main() { return T<60, 1>::value; }
