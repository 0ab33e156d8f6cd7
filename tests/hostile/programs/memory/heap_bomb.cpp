// expect: memory_limit
// within: 3
// why: plain heap
#include <cstdio>
#include <cstdlib>
#include <cstring>

int main() {
    for (int mb = 0; mb < 2000; ++mb) std::memset(std::malloc(1 << 20), 1, 1 << 20);
    std::puts("ESCAPED 2000 MB of heap");
}
