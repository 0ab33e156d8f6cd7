#include <cstdio>
int main() {
    int x = 5;
#ifdef __x86_64__
    asm volatile("addl $37, %0" : "+r"(x));
#else
    x += 37;
#endif
    std::printf("%d\n", x);
}
