#if 0
#include <no/such/header>
an apostrophe that isn't closed
#elif 1
#include <cstdio>
#else
#error "not here"
#endif
int main() { std::printf("%d\n", __LINE__); }
