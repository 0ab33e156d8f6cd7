// expect: ok
// says: ^held
// why: at most 64 KB may be locked
// with: probe.h
#include <sys/mman.h>
#include "probe.h"

int main() {
    void* all = mmap(nullptr, 1 << 24, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    probe::denied("mlock", probe::call(SYS_mlock, all, 1 << 24), {ENOMEM});
    probe::denied("mlock2", probe::call(SYS_mlock2, all, 1 << 24, 0), {ENOMEM});
    probe::denied("mlockall", probe::call(SYS_mlockall, MCL_CURRENT | MCL_FUTURE), {ENOMEM});
    probe::denied("MAP_LOCKED", probe::call(SYS_mmap, 0, 1 << 24, 3,
                                            MAP_LOCKED | MAP_PRIVATE | MAP_ANONYMOUS, -1, 0),
                  {EAGAIN});
    probe::denied("MAP_HUGETLB", probe::call(SYS_mmap, 0, 1 << 21, 3,
                                             MAP_HUGETLB | MAP_PRIVATE | MAP_ANONYMOUS, -1, 0),
                  {ENOMEM, EINVAL});  // EINVAL: a kernel without huge pages
    return probe::end();
}
