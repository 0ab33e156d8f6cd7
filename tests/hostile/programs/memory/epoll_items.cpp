// expect: memory_limit, ok
// limits: {"memory_mb": 48}
// why: watches of epoll are kernel memory and charged, or bounded
#include <cstdio>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <unistd.h>

int main() {
    int files[400];
    for (int& file : files) file = eventfd(0, 0);
    long items = 0;
    for (int i = 0; i < 3600; ++i) {
        const int poll = epoll_create1(0);
        if (poll < 0) break;
        for (int file : files) {
            epoll_event event{};
            if (epoll_ctl(poll, EPOLL_CTL_ADD, file, &event) == 0) ++items;
        }
    }
    std::printf("held %ld\n", items);
}
