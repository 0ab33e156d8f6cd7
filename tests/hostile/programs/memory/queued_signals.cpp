// expect: ok
// says: ^held
// why: signals that wait are bounded
#include <csignal>
#include <cstdio>
#include <unistd.h>

int main() {
    sigset_t all;
    sigfillset(&all);
    sigprocmask(SIG_BLOCK, &all, nullptr);
    long queued = 0;
    while (queued < 100000 && sigqueue(getpid(), SIGRTMIN, {}) == 0) ++queued;
    std::printf(queued > 2000 ? "ESCAPED %ld\n" : "held %ld\n", queued);
}
