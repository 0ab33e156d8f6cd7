#include <stdio.h>
main() {
    puts("old C");
    printf("%d\n", abs(-3), strlen("abc"));
    return 0;
}
