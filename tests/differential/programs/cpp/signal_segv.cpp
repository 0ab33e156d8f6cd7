#include <cstdio>
int main() {
    std::printf("lost in the buffer");
    *(volatile int*)nullptr = 1;
}
