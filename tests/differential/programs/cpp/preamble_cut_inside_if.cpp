#if __cplusplus > 199711L
#include <cstdio>
int value = 5;
#else
#include <no/such/header>
#endif
int main() { std::printf("%d %d\n", value, __LINE__); }
