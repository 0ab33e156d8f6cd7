// expect: ok
// says: ^held
// why: pools, queues and threads that the kernel has once for all
// with: probe.h
#include <sys/ipc.h>
#include <sys/mman.h>
#include <sys/shm.h>
#include "probe.h"

int main() {
    const std::size_t huge = 2 << 20;
    // Huge pages.
    probe::denied("MAP_HUGETLB", probe::call(SYS_mmap, nullptr, huge, PROT_READ | PROT_WRITE,
                                             MAP_PRIVATE | MAP_ANONYMOUS | MAP_HUGETLB, -1, 0),
                  {ENOMEM});
    probe::denied("SHM_HUGETLB", probe::call(SYS_shmget, IPC_PRIVATE, huge, 0600 | SHM_HUGETLB));
    probe::denied("MFD_HUGETLB", probe::call(SYS_memfd_create, "x", 4u), {EINVAL});
    // Requests of asynchronous files: one number for all (fs.aio-max-nr).
    unsigned long context = 0;
    DENIED(io_setup, 1, &context);
    // Work that a thread of the kernel's does for a job, outside its group.
    char* page = static_cast<char*>(
        mmap(nullptr, huge, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0));
    for (int advice : {12, 13, 25, 100, 101})  // MERGEABLE, UNMERGEABLE, COLLAPSE, HWPOISON, OFFLINE
        probe::denied("madvise", probe::call(SYS_madvise, page, huge, advice), {EINVAL});
    probe::denied("merge all", probe::call(SYS_prctl, 67, 1, 0, 0, 0), {EINVAL});
    // Names of memory areas are charged to nobody.
    probe::denied("PR_SET_VMA", probe::call(SYS_prctl, 0x53564d41, 0, page, huge, "x"), {EINVAL});
    // Interrupts for every processor.
    for (int command : {1, 2, 4})
        probe::denied("membarrier", probe::call(SYS_membarrier, command, 0, 0), {EINVAL});
    DENIED(ioprio_set, 1, 0, (2 << 13) | 0);
    DENIED(set_mempolicy, 0, nullptr, 0);
    return probe::end();
}
