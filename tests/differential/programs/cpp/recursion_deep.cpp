#include <cstdio>
int deep(int n, volatile char* p) {
    volatile char here[64];
    here[0] = p ? *p : 1;
    return n == 0 ? here[0] : deep(n - 1, here) + 1;
}
int main() { std::printf("%d\n", deep(1000000, nullptr)); }
