#pragma once

#include <chrono>
#include <ctime>

namespace kiln::messaging {

// Interrupts system calls that block the thread it was made on: while it is armed, each that is
// under way when `limit` is over, or a multiple of it, ends with EINTR. For a library that waits for
// a socket without a time limit of its own. Uses the signal SIGRTMIN of this process, whose handler does nothing
// (timer_create(2), SIGEV_THREAD_ID; signal(7) on which calls it interrupts).
class CallDeadline {
  public:
    CallDeadline();
    CallDeadline(const CallDeadline&) = delete;
    CallDeadline& operator=(const CallDeadline&) = delete;
    ~CallDeadline();

    void arm(std::chrono::seconds limit);
    void disarm() { arm(std::chrono::seconds(0)); }

  private:
    timer_t timer_{};
};

}  // namespace kiln::messaging
