// expect: ok, memory_limit
// limits: {"memory_mb": 64}
// says: ^held|^$
// why: messages left in SysV queues
#include <cstdio>
#include <cstring>
#include <sys/ipc.h>
#include <sys/msg.h>

int main() {
    struct {
        long kind = 1;
        char text[8000];
    } message;
    std::memset(message.text, 1, sizeof message.text);
    long total = 0;
    for (int i = 0; i < 32000; ++i) {
        const int id = msgget(IPC_PRIVATE, IPC_CREAT | 0666);
        if (id < 0) break;
        while (msgsnd(id, &message, sizeof message.text, IPC_NOWAIT) == 0) total += 8000;
    }
    std::printf(total > (64 << 20) ? "ESCAPED %ld MB\n" : "held %ld MB\n", total >> 20);
}
