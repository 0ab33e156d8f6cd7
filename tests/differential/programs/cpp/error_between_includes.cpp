#include <cstdio>
int x = "text";
#include <cstdlib>
int y = undeclared;
int main() { return z; }
