#include <cstdio>
#include "broken.h"
int main() { return f(); }
