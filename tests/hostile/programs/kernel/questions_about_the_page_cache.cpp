// expect: ok
// says: ^held
// why: what is in the host's page cache tells what others read; nobody may ask, nor throw it out
// with: probe.h
#include <fcntl.h>
#include <sys/mman.h>
#include <sys/uio.h>
#include "probe.h"

int main() {
    const int file = open("/usr/bin/env", O_RDONLY);
    char byte;
    iovec one{&byte, 1};
    for (int flags : {8, 0x80, 8 | 0x80})  // RWF_NOWAIT, RWF_DONTCACHE
        probe::denied("preadv2", probe::call(SYS_preadv2, file, &one, 1, 0, 0, flags), {EOPNOTSUPP});
    DENIED_AS("cachestat", 451, file, nullptr, nullptr, 0);
    // These succeed and do nothing: a page that is mapped by nobody else stays where it is.
    for (long result : {probe::call(SYS_fadvise64, file, 0l, 0l, POSIX_FADV_DONTNEED),
                        probe::call(SYS_readahead, file, 0l, 4096ul), probe::call(SYS_syncfs, file),
                        probe::call(SYS_sync)})
        if (result != 0) probe::escaped("a hint to the host's caches was not taken silently");
    // mincore tells of pages that the caller could write only (mm/mincore.c, Linux 5.2).
    unsigned char resident[16];
    void* mapped = mmap(nullptr, 65536, PROT_READ, MAP_SHARED, file, 0);
    if (mincore(mapped, 65536, resident) == 0)
        for (unsigned char each : resident)
            if ((each & 1) == 0) probe::escaped("mincore tells of the page cache");
    return probe::end();
}
