#pragma once

#include <algorithm>
#include <chrono>

#include "pool/step.h"

namespace kiln::pool {

// Whether a step has used its CPU time up, by looks at the counter of its cell.
//
// A virtual machine stands still now and then, one processor at a time, and the kernel counts that for
// whoever ran when it stopped: a process's clock was seen to jump by 100 ms between two instructions
// (Linux 6.18, a busy guest; little of it shows as steal time). So that this ends no program: time
// that cannot be the program's, because more went by than its processors can give or because our own
// look came late with it, is taken for such a pause. At most a share of the limit, whatever is seen.
class CpuWatch {
  public:
    using microseconds = std::chrono::microseconds;

    // `cpus`: how many processors the step may use at once.
    CpuWatch(microseconds limit, unsigned cpus) : limit_(limit), cpus_(cpus) {}

    void begin(Clock::time_point now) { looked_ = now; }

    // The counter says `used`; the look was due at `due`. True: it is used up.
    bool used_up(Clock::time_point now, Clock::time_point due, microseconds used) {
        const double growth = static_cast<double>((used - used_).count());
        const double elapsed = std::chrono::duration<double, std::micro>(now - looked_).count();
        const double late = std::chrono::duration<double, std::micro>(now - due).count();
        const double excess = first_ ? 0 : growth - elapsed * rate_;
        const double pause = std::max(excess, std::min(growth, late));
        if (pause >= kLeastPause)
            paused_ = std::min(paused_ + microseconds(static_cast<long>(pause)),
                               limit_ * kMostPercent / 100);
        else if (elapsed >= kLeastPause)
            rate_ = std::clamp(growth / elapsed, rate_, std::max(1.0, static_cast<double>(cpus_)));
        first_ = false;
        used_ = used;
        looked_ = now;
        return used >= limit_ + paused_;
    }

    // Until when it cannot be used up: all processors would have to work for what is left.
    [[nodiscard]] microseconds earliest() const {
        return std::max(microseconds(0), limit_ + paused_ - used_) / std::max(1u, cpus_);
    }
    // What was taken for pauses so far.
    [[nodiscard]] microseconds paused() const { return paused_; }

  private:
    static constexpr double kLeastPause = 20'000;  // microseconds; less is the counter's own grain
    static constexpr int kMostPercent = 15;

    microseconds limit_;
    unsigned cpus_;
    bool first_ = true;
    double rate_ = 1;  // the most processors it was seen to use
    microseconds used_{0};
    microseconds paused_{0};
    Clock::time_point looked_;
};

}  // namespace kiln::pool
