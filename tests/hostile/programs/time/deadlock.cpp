// expect: time_limit
// reason: wall
// limits: {"wall_ms": 700}
// why: a mutex taken twice
#include <pthread.h>

int main() {
    pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;
    pthread_mutex_lock(&mutex);
    pthread_mutex_lock(&mutex);
}
