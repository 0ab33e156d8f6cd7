#include <cstdio>
#ifdef NOTHING
#include <cstdlib>
int main() {}
