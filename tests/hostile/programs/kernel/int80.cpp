// expect: ok
// says: ^held
// why: the 32-bit door: other numbers for the same calls
// with: probe.h
#include <sys/mman.h>
#include "probe.h"

static long int80(long number, long a = 0, long b = 0, long c = 0) {
    long result = 0;
    __asm__ volatile("int $0x80" : "=a"(result) : "a"(number), "b"(a), "c"(b), "d"(c)
                     : "memory", "r8", "r9", "r10", "r11");
    if (result < 0 && result > -4096) {
        errno = static_cast<int>(-result);
        return -1;
    }
    return result;
}

int main() {
    // User Mode Linux has one table of calls, behind whichever door: getpid is 39 there.
    if (int80(39) == getpid()) {
        std::puts("held: this kernel has no other table of calls");
        return 0;
    }
    const struct {
        const char* name;
        long number;
    } calls[] = {{"getpid", 20}, {"mount", 21}, {"ptrace", 26}, {"reboot", 88}, {"unshare", 310},
                 {"setns", 346}, {"keyctl", 288}, {"bpf", 357}, {"io_uring_setup", 425},
                 {"socketcall", 102}, {"clone3", 435}, {"vm86", 113}, {"open", 5},
                 {"clock_settime64", 404}, {"perf_event_open", 336}, {"chroot", 61}};
    for (const auto& call : calls) probe::denied(call.name, int80(call.number));
    return probe::end();
}
