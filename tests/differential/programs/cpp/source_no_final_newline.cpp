#include <cstdio>
int main() { std::puts("no newline at the end"); }