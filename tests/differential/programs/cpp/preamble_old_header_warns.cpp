#include <cstdio>

#include <strstream>
int main() { std::puts("deprecated"); }
