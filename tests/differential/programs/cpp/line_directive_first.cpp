#line 1000 "elsewhere.cpp"
#include <cassert>
#include <cstdio>
int main() { std::printf("%d %s\n", __LINE__, __FILE__); }
