// expect: ok
// says: ^held
// why: an input that nobody sent must not be an inode of the host's
// with: probe.h
#include <sys/stat.h>
#include "probe.h"

int main() {
    struct stat input, own;
    if (fstat(0, &input) != 0 || stat("/dev/null", &own) != 0) return 3;
    if (input.st_dev != own.st_dev || input.st_ino != own.st_ino)
        probe::escaped("the input is another /dev/null than the cell's");
    probe::say_held("the input is the cell's own");
}
