#include <cstdio>
int main() { for (int i = 0; i < 1 << 14; i++) std::printf("%063d\n", i); }
