#include "tests/fuzz/virtual_time.h"

#include <sys/syscall.h>
#include <sys/timerfd.h>
#include <time.h>
#include <unistd.h>

#include <cerrno>
#include <cstdint>

namespace {

constexpr std::int64_t kSecond = 1'000'000'000;
std::int64_t now_ns = 1000 * kSecond;

}  // namespace

namespace kiln::fuzz {

void advance_time(std::chrono::milliseconds by) {
    now_ns += std::chrono::nanoseconds(by).count();
}

}  // namespace kiln::fuzz

// In place of libc's: what libstdc++'s steady_clock calls. Other clocks are the machine's, the
// fuzzer's own among them.
extern "C" int clock_gettime(clockid_t clock, timespec* time) noexcept {
    if (clock != CLOCK_MONOTONIC)
        return static_cast<int>(::syscall(SYS_clock_gettime, clock, time));
    *time = {now_ns / kSecond, now_ns % kSecond};
    return 0;
}

// Asio then looks at its timers each time it is polled, instead of having the kernel's clock.
extern "C" int timerfd_create(int, int) noexcept {
    errno = ENOSYS;
    return -1;
}
