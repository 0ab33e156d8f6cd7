// expect: signalled, ok
// why: a pipe nobody reads ends the writer, not the engine
#include <unistd.h>

int main() {
    int ends[2];
    if (pipe(ends) != 0) return 1;
    close(ends[0]);
    return write(ends[1], "x", 1) == 1;
}
