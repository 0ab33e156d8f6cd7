#pragma GCC diagnostic ignored "-Wreturn-type"
#pragma GCC diagnostic error "-Wunused-variable"
#include <cstdio>
int none() { }
int main() { int unused; std::puts("x"); }
