#pragma once

#include <atomic>
#include <chrono>

#include "pool/base/unique_fd.h"

namespace kiln::cmd::benchmark {

// SIGINT and SIGTERM as something to look at and to poll for. One at a time in a process, made
// before any thread; with its end the usual actions come back.
class Interrupt {
  public:
    Interrupt();
    Interrupt(const Interrupt&) = delete;
    Interrupt& operator=(const Interrupt&) = delete;
    ~Interrupt();

    [[nodiscard]] const std::atomic<bool>& flag() const;
    // Readable from the first signal on, for ever.
    [[nodiscard]] int fd() const { return event_.get(); }
    // Waits that long, or until the signal.
    void sleep(std::chrono::nanoseconds time) const;

  private:
    pool::UniqueFd event_;
};

}  // namespace kiln::cmd::benchmark
