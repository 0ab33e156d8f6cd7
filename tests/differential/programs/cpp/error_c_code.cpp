#include <stdlib.h>
#include <stdio.h>
int main() {
    int* p = malloc(4);
    char* s = "text";
    int new = 1;
    printf("%s\n", s);
}
