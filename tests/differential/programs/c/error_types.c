#include <stdio.h>
struct a { int x; } a;
int main() {
    int *p = a;
    a.missing = 1;
    return undeclared + p;
}
