#include <stdio.h>
#define JOIN(a, b) a##b
#define TEXT(...) #__VA_ARGS__
#define COUNT(...) COUNT_(__VA_ARGS__, 3, 2, 1)
#define COUNT_(a, b, c, n, ...) n
int main() {
    int JOIN(x, 1) = 010 + 0b11 + '??/';
    printf("%d %s %d %s ??!\n", x1 > 0, TEXT(a, "b"), COUNT(1, 2), __func__);
}
