#include <cstdio>
#error "stops here"
#include <cstdlib>
int main() { std::put("x"); }
