#include <stdio.h>
#include <string.h>
#include <stdlib.h>
int main(int count, char** words) {
    char* p = malloc(8);
    free(p);
    puts("freed");
    fflush(stdout);
    if (count) free(p);
}
