// expect: ok
// says: ^held
// why: files that change their kind as fast as they can until the cell's end
#include <cstdio>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

int main() {
    for (int child = 0; child < 4; ++child) {
        if (fork() != 0) continue;
        setsid();
        for (;;) {
            unlink("program");
            (void)!symlink("@BAIT@", "program");
            unlink("program");
            mkfifo("program", 0666);
            unlink("program");
            close(open("program", O_CREAT | O_WRONLY, 0777));
        }
    }
    usleep(200000);
    std::puts("held");
}
