#pragma once

#include <chrono>
#include <functional>
#include <vector>

#include "pool/pool_figures.h"

namespace kiln::cmd {

// What containers take of the host, looked at once a second for as long as somebody wants to know: who
// asks is told what was seen at the last second, and not at all costs an engine that nobody asks.
// Time is its caller's. On the engine's executor.
class UsageWatch {
  public:
    using Clock = std::chrono::steady_clock;
    using Usage = std::vector<pool::ContainerUsage>;
    // After the last question, how long it goes on.
    static constexpr std::chrono::seconds kInterest{60};

    explicit UsageWatch(std::function<Usage()> look) : look_(std::move(look)) {}

    // Once a second.
    void tick(Clock::time_point now) {
        if (now < wanted_until_) look(now);
    }
    // What was seen within the last second or so; looks where nobody did.
    [[nodiscard]] const Usage& ask(Clock::time_point now) {
        wanted_until_ = now + kInterest;
        if (now >= seen_ + kOld) look(now);
        return usage_;
    }

  private:
    static constexpr std::chrono::milliseconds kOld{1100};

    void look(Clock::time_point now) {
        usage_ = look_();
        seen_ = now;
    }

    std::function<Usage()> look_;
    Usage usage_;
    Clock::time_point seen_{};
    Clock::time_point wanted_until_{};
};

}  // namespace kiln::cmd
