// expect: memory_limit
// limits: {"memory_mb": 100}
// why: files in memory and heap share one limit
#include <cstdio>
#include <cstdlib>
#include <cstring>

int main() {
    static char block[1 << 20];
    std::memset(block, 1, sizeof block);
    std::FILE* file = std::fopen("/tmp/big", "wb");
    for (int mb = 0; mb < 50; ++mb) std::fwrite(block, sizeof block, 1, file);
    std::fflush(file);
    for (int mb = 0; mb < 80; ++mb) std::memset(std::malloc(1 << 20), 1, 1 << 20);
    std::puts("ESCAPED");
}
