#include "messaging/nats/call_deadline.h"

#include <unistd.h>

#include <csignal>
#include <mutex>

#include "pool/base/assert.h"

namespace kiln::messaging {

namespace {

void do_nothing(int /*number*/) {}

// Without SA_RESTART: that a call ends is all that is wanted.
void install_handler() {
    static std::once_flag once;
    std::call_once(once, [] {
        struct sigaction action {};
        action.sa_handler = do_nothing;
        KILN_ASSERT(::sigaction(SIGRTMIN, &action, nullptr) == 0);
    });
}

}  // namespace

CallDeadline::CallDeadline() {
    install_handler();
    sigevent event{};
    event.sigev_notify = SIGEV_THREAD_ID;
    event.sigev_signo = SIGRTMIN;
    event._sigev_un._tid = ::gettid();
    KILN_ASSERT(::timer_create(CLOCK_MONOTONIC, &event, &timer_) == 0);
}

void CallDeadline::arm(std::chrono::seconds limit) {
    const itimerspec when{{limit.count(), 0}, {limit.count(), 0}};
    KILN_ASSERT(::timer_settime(timer_, 0, &when, nullptr) == 0);
}

CallDeadline::~CallDeadline() {
    (void)::timer_delete(timer_);
}

}  // namespace kiln::messaging
