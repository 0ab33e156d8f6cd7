// expect: memory_limit
// limits: {"memory_mb": 32}
// within: 3
// why: kernel memory taken until something must die: whatever dies, the verdict is the memory
#include <cstdio>
#include <fcntl.h>
#include <sys/resource.h>
#include <unistd.h>

int main() {
    (void)!write(open("/proc/self/oom_score_adj", O_WRONLY), "0", 1);
    rlimit files{};
    getrlimit(RLIMIT_NOFILE, &files);
    files.rlim_cur = files.rlim_max;
    setrlimit(RLIMIT_NOFILE, &files);
    static char block[1 << 20];
    for (int child = 0; child < 60; ++child)
        if (fork() == 0) break;
    for (int i = 0; i < 2000; ++i) {
        int ends[2];
        if (pipe2(ends, O_NONBLOCK) != 0) break;
        fcntl(ends[1], F_SETPIPE_SZ, 1 << 20);
        (void)!write(ends[1], block, sizeof block);
    }
    for (;;) pause();
}
