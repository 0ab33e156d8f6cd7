// expect: ok
// says: ^reserved$
// why: memory that is only reserved is no crime
#include <cstdio>
#include <cstdlib>

int main() { std::puts(std::calloc(1, 10ul << 30) ? "reserved" : "refused"); }
