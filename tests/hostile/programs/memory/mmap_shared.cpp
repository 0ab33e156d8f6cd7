// expect: memory_limit
// within: 3
// why: shared anonymous memory is charged to who touches it
#include <cstdio>
#include <cstring>
#include <sys/mman.h>

int main() {
    void* all = mmap(nullptr, 2ul << 30, PROT_READ | PROT_WRITE,
                     MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    std::memset(all, 1, 2ul << 30);
    std::puts("ESCAPED 2 GB");
}
