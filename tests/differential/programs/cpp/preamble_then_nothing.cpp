#include <cstdio>
#include <cstdlib>
