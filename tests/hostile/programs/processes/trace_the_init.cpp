// expect: ok
// says: ^held
// why: the keeper's memory, files and root are out of reach by every path of /proc
// with: probe.h
#include <fcntl.h>
#include "probe.h"

int main() {
    char path[64];
    for (int pid : {1, static_cast<int>(getppid())})
        for (const char* name : {"mem", "environ", "maps", "fd", "root", "cwd", "exe", "ns/mnt",
                                 "stat", "cmdline", "status", "task", "oom_score_adj"}) {
            std::snprintf(path, sizeof path, "/proc/%d/%s", pid, name);
            probe::denied(path, probe::call(SYS_open, path, O_RDONLY), {ENOENT, EACCES});
        }
    return probe::end();
}
