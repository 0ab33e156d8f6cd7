#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <mutex>
#include <string_view>
#include <utility>

#include "pool/base/log.h"

namespace kiln::messaging {

// How many lines of one kind may be logged in a second, and how many were left out. Clients
// decide how many there are to say, so a line each would be theirs to fill a disk with.
// On any thread.
class LogBudget {
  public:
    using Clock = std::chrono::steady_clock;

    // `left_out` is the message of the line that says how many were.
    explicit LogBudget(std::string_view left_out, std::size_t lines_a_second = 10)
        : left_out_(left_out), most_(lines_a_second) {}

    // Whether to log the line that is due.
    [[nodiscard]] bool allow(Clock::time_point now) {
        const std::lock_guard lock(mutex_);
        if (now >= ends_) {
            ends_ = now + std::chrono::seconds(1);
            used_ = 0;
        }
        if (used_ < most_) {
            ++used_;
            return true;
        }
        ++omitted_;
        return false;
    }

    // How many lines were left out since this was last asked.
    [[nodiscard]] std::uint64_t take_left_out() {
        const std::lock_guard lock(mutex_);
        return std::exchange(omitted_, 0);
    }

    // Logs how many, if any. Call it about once a second.
    void look() {
        if (const std::uint64_t count = take_left_out(); count > 0)
            pool::log_event(spdlog::level::warn, left_out_, {{"count", std::to_string(count)}});
    }

  private:
    const std::string_view left_out_;
    const std::size_t most_;
    std::mutex mutex_;
    Clock::time_point ends_{};
    std::size_t used_ = 0;
    std::uint64_t omitted_ = 0;
};

}  // namespace kiln::messaging
