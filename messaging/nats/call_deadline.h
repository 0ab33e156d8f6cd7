#pragma once

#include <chrono>
#include <ctime>

namespace kiln::messaging {

// Interrupts system calls that block the thread it lives on: once `limit` is over, and then as
// often again, each ends with EINTR. For a call of a library that reads a blocking socket without a
// time limit of its own. Uses the signal SIGRTMIN of this process, whose handler does nothing
// (timer_create(2), SIGEV_THREAD_ID; signal(7) on which calls it interrupts).
class CallDeadline {
  public:
    explicit CallDeadline(std::chrono::seconds limit);
    CallDeadline(const CallDeadline&) = delete;
    CallDeadline& operator=(const CallDeadline&) = delete;
    ~CallDeadline();

  private:
    timer_t timer_{};
};

}  // namespace kiln::messaging
