int x;
#include <cstdio>