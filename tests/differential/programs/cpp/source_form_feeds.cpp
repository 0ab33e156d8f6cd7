
#include <cstdio>

int main() { std::printf("%d\n", __LINE__); }
