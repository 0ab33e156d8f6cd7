#include <cstdio>
#include <utility>
#include <version>
#ifdef __cpp_lib_ranges
#error "the default standard has ranges"
#endif
template <class... T> auto sum(T... x) { return (x + ... + 0); }
int main() {
    if (auto [a, b] = std::pair{1, 2.5}; a < b) std::printf("%ld %d\n", __cplusplus, sum(1, 2, 3));
}
