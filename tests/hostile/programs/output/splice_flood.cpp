// expect: output_limit
// why: pages moved without a write count too
#include <fcntl.h>
#include <sys/sendfile.h>
#include <unistd.h>

int main() {
    const int file = open("/usr/bin/python3", O_RDONLY);
    for (int i = 0; i < 2000; ++i) {
        off_t from = 0;
        if (splice(file, &from, 1, nullptr, 65536, 0) <= 0 && sendfile(1, file, &from, 65536) < 0)
            return 3;
    }
    return 0;
}
