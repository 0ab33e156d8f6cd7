// expect: ok
// says: ^ran$
// why: a huge array that nobody touches
#include <cstdio>

static char huge[8ul << 30];

int main() { std::puts(huge[5] == 0 ? "ran" : "strange"); }
