// expect: ok
// says: ^reserved$
// why: memory that is only reserved is no crime
#include <cstdio>
#include <cstdlib>

#include <unistd.h>

// As much as the kernel's overcommit heuristic lets pass on a machine of any size.
int main() {
    const unsigned long half = static_cast<unsigned long>(sysconf(_SC_PHYS_PAGES)) *
                               static_cast<unsigned long>(sysconf(_SC_PAGE_SIZE)) / 2;
    const unsigned long size = half < (10ul << 30) ? half : 10ul << 30;
    std::puts(std::calloc(1, size) ? "reserved" : "refused");
}
