#pragma once

#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <functional>
#include <mutex>
#include <random>
#include <string>
#include <string_view>
#include <thread>

#include "pool/base/shipping/backlog.h"
#include "pool/base/shipping/collector.h"

namespace kiln::pool {

struct ShipperConfig {
    Backlog::Bounds bounds;
    std::chrono::milliseconds linger{1000};  // for a batch to fill, from its first record
    std::chrono::milliseconds least_pause{500};
    std::chrono::milliseconds most_pause{30'000};
    unsigned attempts = 10;  // at one batch; then it is dropped, and the next one has its turn
    std::chrono::milliseconds report{10'000};  // between two lines about drops
};

// Ships records from a thread of its own, which sleeps while there are none. Whatever the
// collector does, offer() takes a lock and copies nothing. Records that are dropped are counted,
// and told in the log: those for which there was no room, those of a batch that was refused or has
// failed too often, and what is left in the end.
//
// finish() must have returned before the destructor runs.
class Shipper {
  public:
    // On the shipper's thread only. `given_up` turns true when there is no more time for it.
    using Deliver =
        std::function<Delivery(std::string_view body, const std::function<bool()>& given_up)>;

    Shipper(ShipperConfig config, Deliver deliver);
    Shipper(const Shipper&) = delete;
    Shipper& operator=(const Shipper&) = delete;
    ~Shipper();

    // On any thread, also before and after all else here.
    void offer(std::string record);

    // Sends what is there, for `limit` at most, then ends the thread.
    void finish(std::chrono::milliseconds limit);

    struct Counts {
        std::uint64_t shipped = 0;
        std::uint64_t dropped = 0;
    };
    [[nodiscard]] Counts counts() const;

  private:
    using Clock = std::chrono::steady_clock;

    void live();
    void ship(Batch batch);
    // False: the time for it is over.
    [[nodiscard]] bool pause(unsigned failures);
    [[nodiscard]] bool out_of_time() const;
    void tell_drops(bool at_last);
    void tell_state(const Delivery& delivery);

    const ShipperConfig config_;
    const Deliver deliver_;

    mutable std::mutex mutex_;
    std::condition_variable changed_;
    Backlog backlog_;
    Counts counts_;
    bool ending_ = false;
    Clock::time_point end_at_{};

    // The thread's own.
    std::minstd_rand random_{std::random_device{}()};
    bool failing_ = false;  // and the log says so
    std::uint64_t told_ = 0;
    Clock::time_point next_report_{};
    std::thread thread_;
};

}  // namespace kiln::pool
