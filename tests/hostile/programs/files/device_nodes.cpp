// expect: ok
// says: ^held
// why: no device can be made, whatever file system it is on
// with: probe.h
#include <fcntl.h>
#include <utility>
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include "probe.h"

int main() {
    for (const char* path : {"/box/d", "/tmp/d", "/dev/shm/d"})
        for (const auto& [major, minor] : {std::pair{1u, 1u}, {1u, 3u}, {8u, 0u}, {254u, 0u},
                                           {5u, 1u}, {10u, 229u}, {10u, 232u}})
            for (mode_t kind : {S_IFCHR, S_IFBLK}) {
                if (kind == S_IFCHR && major == 0) continue;
                DENIED(mknod, path, kind | 0666, makedev(major, minor));
                DENIED(mknodat, AT_FDCWD, path, kind | 0666, makedev(major, minor));
            }
    return probe::end();
}
