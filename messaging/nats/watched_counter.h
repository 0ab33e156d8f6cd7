#pragma once

#include <atomic>
#include <cstdint>
#include <string>
#include <string_view>

#include "pool/base/log.h"

namespace kiln::messaging {

// Counts, and logs how far it has come when it is looked at, if it has. One thread counts and looks;
// any may ask for the total.
class WatchedCounter {
  public:
    explicit WatchedCounter(std::string_view message) : message_(message) {}

    void count() { now_.store(total() + 1, std::memory_order_relaxed); }
    [[nodiscard]] std::uint64_t total() const { return now_.load(std::memory_order_relaxed); }
    void look() { look(total()); }
    // As look(), for what somebody else counts.
    void look(std::uint64_t now) {
        if (now > seen_)
            pool::log_event(
                spdlog::level::warn, message_,
                {{"count", std::to_string(now - seen_)}, {"total", std::to_string(now)}});
        seen_ = now;
    }

  private:
    std::string_view message_;
    std::atomic<std::uint64_t> now_ = 0;
    std::uint64_t seen_ = 0;
};

}  // namespace kiln::messaging
