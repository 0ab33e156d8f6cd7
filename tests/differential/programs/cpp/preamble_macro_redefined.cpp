#define SIZE 1
#include <cstdio>
#define SIZE 2
#undef EOF
#define EOF SIZE
#pragma push_macro("SIZE")
#undef SIZE
#define SIZE 3
#include <cstdlib>
#pragma pop_macro("SIZE")
int main() { std::printf("%d %d\n", SIZE, EOF); }
