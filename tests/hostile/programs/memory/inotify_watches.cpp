// expect: ok, memory_limit
// limits: {"memory_mb": 64}
// says: ^held|^$
// why: watches pin inodes: they are bounded for each user
#include <cstdio>
#include <string>
#include <sys/inotify.h>
#include <sys/stat.h>

int main() {
    const int fd = inotify_init();
    long made = 0;
    for (int i = 0; fd >= 0 && i < 15000; ++i) {
        const std::string name = "/tmp/d" + std::to_string(i);
        if (mkdir(name.c_str(), 0700) != 0) break;
        if (inotify_add_watch(fd, name.c_str(), IN_ALL_EVENTS) >= 0) ++made;
    }
    std::printf("held %ld\n", made);
}
