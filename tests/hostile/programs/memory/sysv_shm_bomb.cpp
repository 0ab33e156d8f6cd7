// expect: memory_limit
// limits: {"memory_mb": 64}
// why: SysV segments live without a process, and die with the cell
#include <cstdio>
#include <cstring>
#include <sys/ipc.h>
#include <sys/shm.h>

int main() {
    for (int i = 0; i < 64; ++i) {
        const int id = shmget(IPC_PRIVATE, 16 << 20, IPC_CREAT | 0666);
        if (id < 0) return 3;
        void* at = shmat(id, nullptr, 0);
        std::memset(at, 1, 16 << 20);
        shmdt(at);
    }
    std::puts("ESCAPED 1 GB");
}
