#include <stdio.h>
#include <string.h>
int* dangling(void) { int x; return &x; }
int main() {
    char small[4];
    int x = "text";
    char* p = 5;
    printf("%d %s\n", "text" == p, "y");
    strcpy(small, "far too long");
    return 0;
}
