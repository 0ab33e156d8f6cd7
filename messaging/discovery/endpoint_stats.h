#pragma once

#include <atomic>
#include <chrono>
#include <cstdint>
#include <optional>

#include "engine/outcome.h"

namespace kiln::messaging {

// What discovery tells of one route's requests. Counted without a lock, on any thread: two counters
// read together may be one request apart.
class EndpointStats {
  public:
    // An answer was made, `took` after its request came. `error`: why no program of the client's
    // was run to an end of its own; a program that fails is none.
    void count(std::chrono::nanoseconds took, std::optional<engine::Verdict> error) {
        processing_.fetch_add(took.count(), std::memory_order_relaxed);
        requests_.fetch_add(1, std::memory_order_relaxed);
        if (!error) return;
        errors_.fetch_add(1, std::memory_order_relaxed);
        last_error_.store(static_cast<int>(*error), std::memory_order_relaxed);
    }

    struct Counts {
        std::uint64_t requests = 0;
        std::uint64_t errors = 0;
        std::chrono::nanoseconds processing{0};  // of all requests together
        std::optional<engine::Verdict> last_error;
    };
    [[nodiscard]] Counts counts() const {
        Counts counts;
        counts.requests = requests_.load(std::memory_order_relaxed);
        counts.errors = errors_.load(std::memory_order_relaxed);
        counts.processing = std::chrono::nanoseconds(processing_.load(std::memory_order_relaxed));
        if (const int last = last_error_.load(std::memory_order_relaxed); last != kNone)
            counts.last_error = static_cast<engine::Verdict>(last);
        return counts;
    }

  private:
    static constexpr int kNone = -1;
    std::atomic<std::uint64_t> requests_ = 0;
    std::atomic<std::uint64_t> errors_ = 0;
    std::atomic<std::int64_t> processing_ = 0;
    std::atomic<int> last_error_ = kNone;
};

}  // namespace kiln::messaging
