// expect: ok, time_limit
// limits: {"wall_ms": 1500}
// why: a main thread that leaves while others run must neither be lost nor linger
#include <cstdio>
#include <pthread.h>
#include <unistd.h>

static void* work(void*) {
    for (;;) pause();
}

int main() {
    pthread_t thread;
    pthread_create(&thread, nullptr, work, nullptr);
    pthread_exit(nullptr);
}
