#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>
#include <string>

namespace kiln::pool {

// Records as the body of one request: a JSON array.
struct Batch {
    std::string body;
    std::size_t records = 0;
};

// Records that wait for their turn, in the order in which they came. What does not fit is dropped:
// the newest, since the oldest say how trouble began. No lock of its own.
class Backlog {
  public:
    struct Bounds {
        std::size_t records = 8192;
        std::size_t bytes = 2u << 20;
        std::size_t batch_records = 500;
        std::size_t batch_bytes = 256u << 10;  // a single longer record makes a batch of its own
    };

    explicit Backlog(Bounds bounds) : bounds_(bounds) {}

    // False: dropped.
    [[nodiscard]] bool push(std::string record);
    // The oldest that one request may hold; of no records where there are none.
    [[nodiscard]] Batch take();

    [[nodiscard]] bool empty() const { return records_.empty(); }
    [[nodiscard]] std::size_t size() const { return records_.size(); }
    // Whether there is no point in waiting for more.
    [[nodiscard]] bool fills_batch() const {
        return records_.size() >= bounds_.batch_records || bytes_ >= bounds_.batch_bytes;
    }

  private:
    const Bounds bounds_;
    std::deque<std::string> records_;
    std::size_t bytes_ = 0;
};

}  // namespace kiln::pool
