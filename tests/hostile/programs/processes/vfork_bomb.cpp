// expect: process_limit
// says: ^refused
// why: vfork and exec in a chain are counted too
#include <cstdio>
#include <unistd.h>

int main(int argc, char** argv) {
    for (int made = 0; made < 3000; ++made) {
        const int pid = vfork();
        if (pid == 0) {
            execl("/bin/sleep", "sleep", "100", nullptr);
            _exit(1);
        }
        if (pid < 0) {
            std::puts("refused");
            std::fflush(stdout);
            return 1;
        }
    }
    std::puts("ESCAPED 3000 processes");
    return argc > 99 && argv != nullptr;
}
