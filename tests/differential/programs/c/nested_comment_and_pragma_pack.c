#include <stdio.h>
#pragma pack(push, 1)
struct tight { char c; int i; };
#pragma pack(pop)
struct loose { char c; int i; };
int main() {
    /* a /* nested? */
    printf("%zu %zu\n", sizeof(struct tight), sizeof(struct loose));
}
