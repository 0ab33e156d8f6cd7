#pragma pack(1)
#include <cstdio>
struct Tight { char c; int i; };
#pragma pack()
struct Loose { char c; int i; };
int main() { std::printf("%zu %zu\n", sizeof(Tight), sizeof(Loose)); }
