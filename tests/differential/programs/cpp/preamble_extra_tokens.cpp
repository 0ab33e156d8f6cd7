#include <cstdio> junk
#include <cstdlib>;
#ifdef NOTHING more
#endif NOTHING
#ident "an ident"
int main() { std::puts("with warnings"); }
