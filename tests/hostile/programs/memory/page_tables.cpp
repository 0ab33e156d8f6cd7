// expect: memory_limit, ok
// limits: {"memory_mb": 48}
// says: ^held|^$
// why: page tables for a sparse touch are kernel memory of the job
#include <cstdio>
#include <sys/mman.h>

int main() {
    volatile char sum = 0;
    for (int round = 0; round < 24; ++round) {
        const unsigned long size = 1ul << 40;
        volatile char* all = static_cast<char*>(
            mmap(nullptr, size, PROT_READ, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0));
        if (all == MAP_FAILED) break;
        for (unsigned long at = 0; at < 4000; ++at) sum = sum + all[at << 28];
    }
    std::puts("ESCAPED 750 MB of page tables");
}
