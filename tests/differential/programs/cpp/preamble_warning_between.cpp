#include <cstdio>
#warning "between"
#include <cstdlib>
#pragma message("a message")
#pragma unknown to everybody
#include <climits>
int main() { std::printf("%d\n", __LINE__); }
