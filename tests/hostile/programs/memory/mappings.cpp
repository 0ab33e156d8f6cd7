// expect: ok, memory_limit
// limits: {"memory_mb": 64}
// why: areas of memory are bounded and charged
#include <cstdio>
#include <sys/mman.h>

int main() {
    char* all = static_cast<char*>(
        mmap(nullptr, 8ul << 30, PROT_READ, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0));
    long cut = 0;
    for (long i = 0; i < 500000; ++i)
        if (mprotect(all + i * 8192, 4096, PROT_NONE) == 0) ++cut;
    std::printf(cut > 100000 ? "ESCAPED %ld areas\n" : "held %ld\n", cut);
}
