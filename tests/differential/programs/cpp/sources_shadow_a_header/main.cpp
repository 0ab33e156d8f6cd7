#include <cstdio>
#include "vector"
int main() { std::printf("%s\n", word); }
