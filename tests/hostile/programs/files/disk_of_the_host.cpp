// expect: ok
// says: ^held
// why: how full the host's disk is tells what others do, and anybody on the host can change it
// with: probe.h
#include <sys/statvfs.h>
#include "probe.h"

int main() {
    for (const char* path : {"/", "/usr", "/usr/bin/env", "/bin", "/etc", "/dev/null", "/tmp", "/box"}) {
        struct statvfs about;
        if (statvfs(path, &about) != 0) return 3;
        const unsigned long megabytes = about.f_blocks * about.f_frsize >> 20;
        if (megabytes > 256) {
            std::printf("%s has %lu MB\n", path, megabytes);
            probe::escaped("statfs tells of a disk");
        }
    }
    probe::say_held("only file systems in memory");
}
