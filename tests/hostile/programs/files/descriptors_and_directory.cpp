// expect: ok
// says: ^held
// why: descriptors are 0, 1 and 2, the working directory is /box, the descriptors reach no folder
// with: probe.h
#include <dirent.h>
#include <fcntl.h>
#include <string>
#include "probe.h"

int main() {
    for (int fd = 3; fd < 4096; ++fd)
        if (fcntl(fd, F_GETFD) != -1) {
            char path[64], what[128] = {};
            std::snprintf(path, sizeof path, "/proc/self/fd/%d", fd);
            (void)!readlink(path, what, sizeof what - 1);
            std::printf("%d is %s\n", fd, what);
            probe::escaped("a descriptor beyond 2");
        }
    char here[256];
    if (getcwd(here, sizeof here) == nullptr || std::string(here) != "/box")
        probe::escaped("the working directory");
    for (int fd = 0; fd < 3; ++fd)
        probe::denied("openat", probe::call(SYS_openat, fd, "..", O_RDONLY), {ENOTDIR});
    return probe::end();
}
