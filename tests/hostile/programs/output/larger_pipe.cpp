// expect: output_limit
// why: a pipe made as large as may be hides nothing from the limit
#include <fcntl.h>
#include <unistd.h>

int main() {
    static char block[1 << 20];
    for (char& c : block) c = 'p';
    fcntl(1, F_SETPIPE_SZ, 1 << 20);
    fcntl(1, F_SETFL, O_NONBLOCK);
    for (int i = 0; i < 100; ++i) {
        (void)!write(1, block, sizeof block);
        usleep(5000);
    }
}
