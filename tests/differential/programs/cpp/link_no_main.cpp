#include <cstdio>
int Main() { return 0; }
