// expect: signalled, runtime_error
// why: one file that grows meets the limit of its size, or the end of the file system
#include <cstdio>
#include <fcntl.h>
#include <unistd.h>

int main() {
    static char block[1 << 20];
    const int fd = open("big", O_WRONLY | O_CREAT, 0600);
    for (int i = 0; i < 200; ++i)
        if (write(fd, block, sizeof block) < 0) return 3;
    std::puts("ESCAPED a file of 200 MB");
}
