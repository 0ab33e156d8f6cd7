#include <cstdio>
int other() { return missing; }
