// expect: time_limit
// reason: cpu
// limits: {"cpu_ms": 600, "wall_ms": 6000}
// why: CPU time is the sum over all threads
#include <pthread.h>

static void* work(void*) {
    for (volatile long i = 0;; i = i + 1) {
    }
}

int main() {
    pthread_t thread;
    for (int i = 0; i < 16; ++i) pthread_create(&thread, nullptr, work, nullptr);
    work(nullptr);
}
