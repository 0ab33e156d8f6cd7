#ifndef AGAIN
#define AGAIN
#include <cstdio>
#include <cstdio>
#include __FILE__
#else
static const int seen = __INCLUDE_LEVEL__;
#endif
#if __INCLUDE_LEVEL__ == 0
int main() { std::printf("%d\n", seen); }
#endif
