// expect: output_limit
// why: a stream without end
#include <unistd.h>

int main() {
    static char block[65536];
    for (char& c : block) c = 'y';
    for (;;)
        if (write(1, block, sizeof block) < 0) return 1;
}
