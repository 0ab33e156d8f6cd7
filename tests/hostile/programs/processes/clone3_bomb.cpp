// expect: ok
// says: ^held
// with: probe.h
// why: clone3 keeps its flags in memory where no filter sees them, so it does not exist here
#include <csignal>
#include <linux/sched.h>
#include "probe.h"

int main() {
    clone_args args{};
    args.exit_signal = SIGCHLD;
    DENIED(clone3, &args, sizeof args);
    return probe::end();
}
