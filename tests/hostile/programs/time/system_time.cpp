// expect: time_limit
// reason: cpu
// limits: {"cpu_ms": 500, "wall_ms": 6000}
// why: time spent in the kernel for the program is the program's
#include <fcntl.h>
#include <unistd.h>

int main() {
    static char block[1 << 20];
    const int zero = open("/dev/urandom", O_RDONLY);
    for (;;)
        if (read(zero, block, sizeof block) < 0) return 1;
}
