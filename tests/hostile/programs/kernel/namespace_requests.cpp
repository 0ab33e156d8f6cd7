// expect: ok
// says: ^held
// why: requests on namespace files give no descriptor of a parent
// with: probe.h
#include <fcntl.h>
#include <sys/ioctl.h>
#include "probe.h"

int main() {
    for (const char* name : {"user", "pid", "mnt", "net", "ipc", "uts", "cgroup"}) {
        char path[64];
        std::snprintf(path, sizeof path, "/proc/self/ns/%s", name);
        const int fd = open(path, O_RDONLY);
        for (unsigned long request : {0xb702ul, 0xb701ul}) {  // NS_GET_PARENT, NS_GET_USERNS
            if (request == 0xb701ul) continue;  // the job's own user namespace is no secret
            probe::denied(path, probe::call(SYS_ioctl, fd, request), {EINVAL, ENOTTY});
        }
        const int user = static_cast<int>(syscall(SYS_ioctl, fd, 0xb701ul));
        if (user >= 0) probe::denied("parent of the owner", probe::call(SYS_ioctl, user, 0xb702ul));
    }
    return probe::end();
}
