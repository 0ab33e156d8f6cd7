#pragma once

#include <algorithm>
#include <chrono>
#include <random>

namespace kiln::messaging {

// How long to wait before the next attempt: it doubles with each that fails, up to two seconds, and
// is somewhere in the upper half of that, so that many clients of one server do not come back as one.
class Backoff {
  public:
    void failed() { ++failures_; }
    void succeeded() { failures_ = 0; }

    [[nodiscard]] std::chrono::milliseconds next() {
        const auto most = std::min(kMost, kLeast * (1 << std::min(failures_, 5u)));
        return std::chrono::milliseconds(
            std::uniform_int_distribution{most.count() / 2, most.count()}(random_));
    }

  private:
    static constexpr std::chrono::milliseconds kLeast{100};
    static constexpr std::chrono::milliseconds kMost{2'000};
    std::minstd_rand random_{std::random_device{}()};
    unsigned failures_ = 0;  // since it last went well
};

}  // namespace kiln::messaging
