#include <stdio.h>
#include "part.h"
int main() { printf("%d %s %d\n", PART, part(), __LINE__); }
