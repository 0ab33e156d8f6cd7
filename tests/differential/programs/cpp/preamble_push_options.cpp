#pragma GCC push_options
#pragma GCC optimize("O0")
#include <cstdio>
#ifdef __OPTIMIZE__
const bool inside = true;
#else
const bool inside = false;
#endif
#pragma GCC pop_options
#ifdef __OPTIMIZE__
int main() { std::printf("%d optimized\n", inside); }
#endif
