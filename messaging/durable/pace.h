#pragma once

#include <chrono>
#include <cstdint>
#include <deque>
#include <optional>

namespace kiln::messaging {

// How fast all instances together pull what is queued, as it was seen in the last minute while
// something was: from that, how long the last in the queue has to wait. Nothing is known, and
// nothing told, until it was seen for some seconds. Pure.
class Pace {
  public:
    using Clock = std::chrono::steady_clock;

    // `delivered`: the number of the last message that was pulled; `pending`: those behind it.
    void look(Clock::time_point now, std::uint64_t delivered, std::uint64_t pending) {
        // What was taken while nobody waited says nothing of how fast they could be taken.
        if (pending == 0) looks_.clear();
        if (!looks_.empty() && delivered < looks_.back().delivered) looks_.clear();
        looks_.push_back({now, delivered});
        while (looks_.size() > 1 && now - looks_.front().at > kWindow) looks_.pop_front();
    }

    [[nodiscard]] std::optional<std::chrono::milliseconds> wait_at(std::uint64_t position) const {
        if (looks_.size() < 2) return std::nullopt;
        const std::uint64_t taken = looks_.back().delivered - looks_.front().delivered;
        const auto time = looks_.back().at - looks_.front().at;
        if (taken == 0 || time < kShortest) return std::nullopt;
        const double each =
            std::chrono::duration<double, std::milli>(time).count() / static_cast<double>(taken);
        const double wait = each * static_cast<double>(position);
        return std::chrono::milliseconds(static_cast<std::int64_t>(wait));
    }

  private:
    static constexpr std::chrono::seconds kWindow{60};
    static constexpr std::chrono::seconds kShortest{3};
    struct Look {
        Clock::time_point at;
        std::uint64_t delivered = 0;
    };
    std::deque<Look> looks_;
};

}  // namespace kiln::messaging
