#include <cstdio>
#include "deep/twice.h"
extern const char* word();
int main() { std::printf("%d %s %s\n", twice(21), word(), __FILE__); }
