#include <cfloat>
#include <cinttypes>
#include <cstdio>
int main() {
    std::printf("%lld %llu %" PRId64 " %zu %g %a\n", -1LL << 63, ~0ULL, INT64_C(5), sizeof(long double), DBL_EPSILON, 0.1);
    std::printf("%5.2f|%-5d|%05d|%x|%c|%s|%%|%e\n", 3.14159, 42, 42, 255, 'x', "é", 12345.678);
}
