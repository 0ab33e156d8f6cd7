#include "own.h"
#include <cstdio>
#include "own.h"
int main() { std::printf("%d %d\n", OWN, own); }
