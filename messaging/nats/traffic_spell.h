#pragma once

#include <cstddef>
#include <cstdint>
#include <utility>

namespace kiln::messaging {

// Whether much comes in, a little, or nothing: told of each message, and looked at once a second.
class TrafficSpell {
  public:
    // Says whether it was quiet before.
    bool saw(std::size_t bytes) {
        seen_ += 1 + bytes / kLargeMessage;
        return std::exchange(quiet_, false);
    }
    // Says whether a busy spell is over.
    [[nodiscard]] bool look() {
        quiet_ = seen_ == 0 && !was_busy_;
        const bool busy = std::exchange(seen_, 0) > kBusy;
        return std::exchange(was_busy_, busy) && !busy;
    }
    // Nothing was seen before the last look.
    [[nodiscard]] bool quiet() const { return quiet_; }

  private:
    static constexpr std::size_t kLargeMessage = 16 << 10;  // counts as more than one
    static constexpr std::uint64_t kBusy = 1000;            // messages between two looks
    std::uint64_t seen_ = 0;                                // since the last look
    bool quiet_ = false;
    bool was_busy_ = false;
};

}  // namespace kiln::messaging
