// expect: ok, output_limit
// says: ^first$
// why: a stream switched to packets is still read to its end
#include <cstdio>
#include <fcntl.h>
#include <unistd.h>

int main() {
    fcntl(1, F_SETFL, fcntl(1, F_GETFL) | O_DIRECT);
    (void)!write(1, "first\n", 6);
    for (int i = 0; i < 20000; ++i) (void)!write(1, "p", 1);
}
