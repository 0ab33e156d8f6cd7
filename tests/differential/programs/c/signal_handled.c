#include <signal.h>
#include <stdio.h>
#include <unistd.h>
static void handler(int n) { write(1, "caught\n", 7); (void)n; }
int main() {
    signal(SIGUSR1, handler);
    raise(SIGUSR1);
    sigset_t blocked;
    sigprocmask(SIG_BLOCK, NULL, &blocked);
    for (int i = 1; i < 32; i++)
        if (sigismember(&blocked, i) || signal(i, SIG_DFL) == SIG_IGN) printf("%d ", i);
    puts("end");
}
