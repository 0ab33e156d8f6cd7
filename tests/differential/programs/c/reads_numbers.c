#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static int down(const void* a, const void* b) { return *(const int*)b - *(const int*)a; }

int main() {
    int n, i;
    scanf("%d", &n);
    int* v = malloc(n * sizeof *v);
    for (i = 0; i < n; i++) scanf("%d", &v[i]);
    qsort(v, n, sizeof *v, down);
    for (i = 0; i < n; i++) printf("%d%c", v[i], i + 1 < n ? ' ' : '\n');
    free(v);
}
