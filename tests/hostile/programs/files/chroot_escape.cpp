// expect: ok
// says: ^held
// why: the old way out of a root, by chroot and an open folder
// with: probe.h
#include <fcntl.h>
#include <sys/stat.h>
#include "probe.h"

int main() {
    const int here = open("/", O_RDONLY | O_DIRECTORY);
    mkdir("/tmp/jail", 0755);
    DENIED(chroot, "/tmp/jail");
    DENIED(pivot_root, ".", ".");
    (void)!fchdir(here);
    for (int i = 0; i < 64; ++i) (void)!chdir("..");
    if (access("@BAIT@", F_OK) == 0) probe::escaped("to the host's root");
    return probe::end();
}
