// expect: ok
// says: ^held
// why: how full the host's disk is tells what others do, and anybody on the host can change it
// with: probe.h
#include <linux/magic.h>
#include <sys/vfs.h>
#include "probe.h"

int main() {
    for (const char* path : {"/", "/usr", "/usr/bin/env", "/bin", "/etc", "/dev/null", "/tmp", "/box"}) {
        struct statfs about;
        if (statfs(path, &about) != 0) return 3;
        const unsigned long megabytes = about.f_blocks * static_cast<unsigned long>(about.f_bsize) >> 20;
        // Device nodes of an ordinary user's containers are the host's, in memory.
        const bool node = std::strcmp(path, "/dev/null") == 0 && about.f_type == TMPFS_MAGIC;
        if (megabytes > 256 && !node) {
            std::printf("%s has %lu MB\n", path, megabytes);
            probe::escaped("statfs tells of a disk");
        }
    }
    probe::say_held("only file systems in memory");
}
