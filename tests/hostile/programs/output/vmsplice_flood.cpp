// expect: output_limit
// why: pages given to the pipe stay in the job's hands, and count
#include <fcntl.h>
#include <sys/uio.h>
#include <unistd.h>

int main() {
    static char block[1 << 16];
    for (int i = 0; i < 2000; ++i) {
        iovec io{block, sizeof block};
        if (vmsplice(1, &io, 1, SPLICE_F_GIFT) < 0) return 3;
        for (char& c : block) c = 'z';
    }
    return 0;
}
