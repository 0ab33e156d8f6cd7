// expect: ok
// says: ^held
// why: the agent that became this program left no file to overwrite, and neither is there another
// with: probe.h
#include <fcntl.h>
#include <string>
#include "probe.h"

int main() {
    for (const char* path : {"/proc/self/exe", "/proc/1/exe", "/proc/2/exe", "/usr/bin/python3",
                             "/usr/bin/env", "/lib64/ld-linux-x86-64.so.2", "/kiln/gate"})
        probe::denied(path, probe::call(SYS_open, path, O_WRONLY | O_TRUNC),
                      {ETXTBSY, ENOENT, EACCES, EROFS});
    char name[256] = {};
    if (readlink("/proc/self/exe", name, sizeof name - 1) > 0 &&
        std::string(name).find("/box/") != 0)
        probe::escaped(name);
    return probe::end();
}
