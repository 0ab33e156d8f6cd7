#include <stdlib.h>
#include <stdio.h>
static void last(void) { fputs("atexit\n", stderr); }
int main() {
    atexit(last);
    printf("flushed at exit");
    exit(42);
}
