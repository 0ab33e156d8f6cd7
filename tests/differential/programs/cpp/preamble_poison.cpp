#include <cstdlib>
#pragma GCC poison atoi abort
#include <cstdio>
int main() { return atoi("1"); }
