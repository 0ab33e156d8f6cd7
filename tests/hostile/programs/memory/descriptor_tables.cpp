// expect: ok, memory_limit, process_limit
// limits: {"memory_mb": 64}
// says: ^held|^$
// why: open files in every process: tables and files are charged
#include <cstdio>
#include <fcntl.h>
#include <sys/resource.h>
#include <unistd.h>

int main() {
    rlimit all{};
    getrlimit(RLIMIT_NOFILE, &all);
    all.rlim_cur = all.rlim_max;
    setrlimit(RLIMIT_NOFILE, &all);
    int ready[2];
    if (pipe(ready) != 0) return 1;
    for (int child = 0; child < 100; ++child) {
        if (fork() != 0) continue;
        while (open("/dev/null", O_RDONLY) >= 0) {
        }
        pause();
    }
    usleep(1500000);
    std::puts("held");
}
