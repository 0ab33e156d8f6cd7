#define class struct
#define inline
#define int long
#include <cstdio>
int main() { std::printf("%zu\n", sizeof(int)); }
