// expect: ok
// says: ^held
// why: nothing of the program runs before its walls stand
#include <cstdio>
#include <sys/prctl.h>
#include <unistd.h>

static const bool bound = prctl(PR_GET_SECCOMP, 0, 0, 0, 0) == 2 &&
                          prctl(PR_GET_NO_NEW_PRIVS, 0, 0, 0, 0) == 1 && getuid() == 1000;

int main() { std::puts(bound ? "held" : "ESCAPED"); }
