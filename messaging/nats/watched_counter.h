#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "pool/base/log.h"

namespace kiln::messaging {

// Counts, and logs how far it has come when it is looked at, if it has.
class WatchedCounter {
  public:
    explicit WatchedCounter(std::string_view message) : message_(message) {}

    void count() { ++now_; }
    void look() { look(now_); }
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
    std::uint64_t now_ = 0;
    std::uint64_t seen_ = 0;
};

}  // namespace kiln::messaging
