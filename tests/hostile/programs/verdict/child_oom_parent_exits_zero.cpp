// expect: memory_limit
// limits: {"memory_mb": 64}
// within: 3
// why: exit status 0 does not hide a kill of the kernel
#include <cstdlib>
#include <cstring>
#include <sys/wait.h>
#include <unistd.h>

int main() {
    if (fork() == 0)
        for (int mb = 0; mb < 1500; ++mb) std::memset(std::malloc(1 << 20), 1, 1 << 20);
    wait(nullptr);
    _exit(0);
}
