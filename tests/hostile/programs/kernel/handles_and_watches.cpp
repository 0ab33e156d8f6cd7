// expect: ok
// says: ^held
// why: files without a path, and watching everyone's files
// with: probe.h
#include <fcntl.h>
#include "probe.h"

int main() {
    struct {
        unsigned size = 8;
        int type = 1;
        unsigned char bytes[128] = {2};
    } handle;
    int mount = 0;
    DENIED(name_to_handle_at, AT_FDCWD, "/usr", &handle, &mount, 0);
    DENIED(open_by_handle_at, AT_FDCWD, &handle, O_RDONLY);
    for (unsigned kind : {0u, 4u, 8u, 0x200u}) DENIED(fanotify_init, kind, O_RDONLY);
    DENIED(fanotify_mark, -1, 1, 1, AT_FDCWD, "/usr");
    return probe::end();
}
