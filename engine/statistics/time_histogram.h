#pragma once

#include <algorithm>
#include <array>
#include <chrono>
#include <cstddef>
#include <cstdint>

namespace kiln::engine {

// How many times fell between which bounds. The bounds are fixed, the same for all: from half a
// millisecond, which a job in a warm runtime can take, to a minute, which is the most that any may.
class TimeHistogram {
  public:
    using Time = std::chrono::microseconds;
    static constexpr std::array<Time, 17> kBounds = {
        Time(500),        Time(1'000),     Time(2'500),     Time(5'000),     Time(10'000),
        Time(25'000),     Time(50'000),    Time(100'000),   Time(250'000),   Time(500'000),
        Time(1'000'000),  Time(2'500'000), Time(5'000'000), Time(7'500'000), Time(10'000'000),
        Time(30'000'000), Time(60'000'000)};

    // A time below zero counts as none.
    void observe(Time time) {
        time = std::max(time, Time::zero());
        const auto bound = std::ranges::lower_bound(kBounds, time);
        ++counts_[static_cast<std::size_t>(bound - kBounds.begin())];
        sum_ += time;
    }

    // [i]: those of kBounds[i] at most, and more than the bound before. The last: more than all.
    [[nodiscard]] const std::array<std::uint64_t, kBounds.size() + 1>& counts() const {
        return counts_;
    }
    [[nodiscard]] Time sum() const { return sum_; }

  private:
    std::array<std::uint64_t, kBounds.size() + 1> counts_{};
    Time sum_{0};
};

}  // namespace kiln::engine
