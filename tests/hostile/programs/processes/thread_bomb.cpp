// expect: process_limit
// says: ^refused
// why: threads count as processes
#include <cstdio>
#include <pthread.h>
#include <unistd.h>

static void* wait_for_ever(void*) {
    for (;;) pause();
}

int main() {
    pthread_attr_t small;
    pthread_attr_init(&small);
    pthread_attr_setstacksize(&small, 1 << 16);
    for (int made = 0; made < 3000; ++made) {
        pthread_t thread;
        if (pthread_create(&thread, &small, wait_for_ever, nullptr) != 0) {
            std::puts("refused");
            std::fflush(stdout);
            _exit(1);
        }
    }
    std::puts("ESCAPED 3000 threads");
}
