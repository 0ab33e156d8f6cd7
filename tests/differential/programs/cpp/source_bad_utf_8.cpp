#include <cstdio>
// é
int main() { std::printf("%d\n", (unsigned char)"é"[0]); }
