// expect: signalled, runtime_error
// why: ending by status and by signal at the same time is one of the two
#include <csignal>
#include <pthread.h>
#include <unistd.h>

static void* end(void*) {
    kill(getpid(), SIGKILL);
    return nullptr;
}

int main() {
    pthread_t thread;
    pthread_create(&thread, nullptr, end, nullptr);
    _exit(255);
}
