#pragma once

#include <array>
#include <atomic>
#include <cstddef>
#include <cstdint>
#include <string_view>

namespace kiln::messaging {

// How many requests were refused, by Refusal::reason. One thread counts; any may ask.
class RefusalCounts {
  public:
    // What is told apart; the last is whatever is not among those before.
    static constexpr std::array<std::string_view, 8> kReasons = {
        "invalid_request", "base64", "unsupported_language",
        "code_length",     "policy", "rate_limited",
        "queue",           "other"};
    using Totals = std::array<std::uint64_t, kReasons.size()>;

    void count(std::string_view reason);
    [[nodiscard]] Totals totals() const;

  private:
    std::array<std::atomic<std::uint64_t>, kReasons.size()> counts_{};
};

}  // namespace kiln::messaging
