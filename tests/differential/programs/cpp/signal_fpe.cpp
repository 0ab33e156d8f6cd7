#include <csignal>
#include <cstdio>
int main() {
    std::puts("before"), std::fflush(stdout);
    volatile int zero = 0;
    return 10 / zero;
}
