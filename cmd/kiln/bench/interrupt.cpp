#include "cmd/kiln/bench/interrupt.h"

#include <poll.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include <cerrno>
#include <csignal>
#include <cstdint>
#include <ctime>

#include "pool/base/assert.h"

namespace kiln::cmd::benchmark {

namespace {

// What a signal handler may touch.
std::atomic<bool> interrupted = false;
std::atomic<int> event = -1;
static_assert(std::atomic<bool>::is_always_lock_free && std::atomic<int>::is_always_lock_free);

void take_signal(int) {
    const int saved = errno;
    const std::uint64_t one = 1;
    interrupted = true;
    if (::write(event, &one, sizeof one) < 0) {
        // A full counter is readable as well.
    }
    errno = saved;
}

}  // namespace

Interrupt::Interrupt() : event_(::eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK)) {
    KILN_ASSERT(event_.valid());
    event = event_.get();
    interrupted = false;
    struct sigaction action {};
    action.sa_handler = take_signal;
    ::sigaction(SIGINT, &action, nullptr);
    ::sigaction(SIGTERM, &action, nullptr);
}

Interrupt::~Interrupt() {
    std::signal(SIGINT, SIG_DFL);
    std::signal(SIGTERM, SIG_DFL);
}

const std::atomic<bool>& Interrupt::flag() const {
    return interrupted;
}

void Interrupt::sleep(std::chrono::nanoseconds time) const {
    if (time <= time.zero()) return;
    pollfd wait{event_.get(), POLLIN, 0};
    const auto seconds = std::chrono::floor<std::chrono::seconds>(time);
    const timespec timeout{seconds.count(), (time - seconds).count()};
    ::ppoll(&wait, 1, &timeout, nullptr);
}

}  // namespace kiln::cmd::benchmark
