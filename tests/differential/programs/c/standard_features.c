#include <stdio.h>
#include <stdbool.h>
#include <stdint.h>
#include <inttypes.h>
struct point { int x, y; };
#define kind(x) _Generic((x), int: "int", double: "double", char*: "text")
int main() {
    struct point p = {.y = 2}, all[] = {[2] = {5, 6}};
    int n = 3, vla[n];
    printf("%d %zu %zu %s %ld %d %" PRIu64 "\n", p.x, sizeof all / sizeof *all, sizeof vla, kind("x"), __STDC_VERSION__, true, UINT64_MAX);
    _Static_assert(sizeof(int32_t) == 4, "four");
}
