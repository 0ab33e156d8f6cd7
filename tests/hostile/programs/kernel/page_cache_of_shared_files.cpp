// expect: ok
// says: ^held
// why: pages of shared read-only files stay as they are, also by way of pipes and mappings
// with: probe.h
#include <fcntl.h>
#include <sys/mman.h>
#include "probe.h"

int main() {
    const int file = open("/usr/bin/env", O_RDONLY);
    int ends[2];
    if (pipe(ends) != 0) return 3;
    for (int i = 0; i < 16; ++i) {  // fill and empty it, so that every slot bore a mergeable page
        static char page[4096];
        (void)!write(ends[1], page, sizeof page);
    }
    for (int i = 0; i < 16; ++i) {
        static char page[4096];
        (void)!read(ends[0], page, sizeof page);
    }
    char before[8], after[8];
    (void)!pread(file, before, 8, 0);
    off64_t at = 1;
    (void)!splice(file, &at, ends[1], nullptr, 1, 0);
    (void)!write(ends[1], "XXXXXX", 6);
    char* mapped = static_cast<char*>(mmap(nullptr, 4096, PROT_READ, MAP_SHARED, file, 0));
    probe::denied("mprotect", probe::call(SYS_mprotect, mapped, 4096, PROT_READ | PROT_WRITE),
                  {EACCES});
    char* mine = static_cast<char*>(mmap(nullptr, 4096, PROT_READ | PROT_WRITE, MAP_PRIVATE, file, 0));
    madvise(mine, 4096, MADV_DONTNEED);
    mine[0] = 'Y';
    (void)!pread(file, after, 8, 0);
    if (std::memcmp(before, after, 8) != 0) probe::escaped("the page cache was written");
    return probe::end();
}
