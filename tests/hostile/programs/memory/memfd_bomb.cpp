// expect: memory_limit
// why: files without a name; the largest file is limited, their number by the memory
#include <cstdio>
#include <sys/mman.h>
#include <unistd.h>

int main() {
    static char block[1 << 20];
    for (char& c : block) c = 1;
    for (int i = 0; i < 40; ++i) {
        const int fd = memfd_create("bomb", 0);
        for (int mb = 0; mb < 50; ++mb)
            if (write(fd, block, sizeof block) < 0) return 3;
    }
    std::puts("ESCAPED 2000 MB of memfd");
}
