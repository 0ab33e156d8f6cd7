#include "pool/base/shipping/shipper.h"

#include <pthread.h>

#include "pool/base/assert.h"
#include "pool/base/log.h"
#include "pool/base/shipping/retry_pause.h"

namespace kiln::pool {

Shipper::Shipper(ShipperConfig config, Deliver deliver)
    : config_(config), deliver_(std::move(deliver)), backlog_(config.bounds) {
    thread_ = std::thread([this] {
        (void)pthread_setname_np(pthread_self(), "kiln-ship");
        live();
    });
}

Shipper::~Shipper() {
    KILN_ASSERT(!thread_.joinable());
}

void Shipper::offer(std::string record) {
    bool wake = false;
    {
        const std::lock_guard lock(mutex_);
        const bool was_empty = backlog_.empty();
        if (!backlog_.push(std::move(record))) {
            ++counts_.dropped;
            return;
        }
        wake = was_empty || backlog_.fills_batch();
    }
    if (wake) changed_.notify_one();
}

void Shipper::finish(std::chrono::milliseconds limit) {
    if (!thread_.joinable()) return;
    {
        const std::lock_guard lock(mutex_);
        ending_ = true;
        end_at_ = Clock::now() + limit;
    }
    changed_.notify_one();
    thread_.join();
}

Shipper::Counts Shipper::counts() const {
    const std::lock_guard lock(mutex_);
    return counts_;
}

// ---- on the thread -------------------------------------------------------------------------

void Shipper::live() {
    while (true) {
        Batch batch;
        {
            std::unique_lock lock(mutex_);
            changed_.wait(lock, [this] { return ending_ || !backlog_.empty(); });
            (void)changed_.wait_for(lock, config_.linger,
                                    [this] { return ending_ || backlog_.fills_batch(); });
            if (backlog_.empty()) break;  // ending
            batch = backlog_.take();
        }
        ship(std::move(batch));
        tell_drops(false);
        if (!out_of_time()) continue;
        const std::lock_guard lock(mutex_);
        while (!backlog_.empty()) counts_.dropped += backlog_.take().records;
        break;
    }
    tell_drops(true);
}

void Shipper::ship(Batch batch) {
    for (unsigned failures = 0;;) {
        const Delivery delivery = deliver_(batch.body, [this] { return out_of_time(); });
        tell_state(delivery);
        if (delivery.end == Delivery::End::Accepted) {
            const std::lock_guard lock(mutex_);
            counts_.shipped += batch.records;
            return;
        }
        const bool again = delivery.end == Delivery::End::Again;
        if (!again || ++failures >= config_.attempts || !pause(failures)) break;
        tell_drops(false);
    }
    const std::lock_guard lock(mutex_);
    counts_.dropped += batch.records;
}

// At the end it is tried again at once, and then after the shortest pauses.
bool Shipper::pause(unsigned failures) {
    const double random = std::uniform_real_distribution(0.0, 1.0)(random_);
    std::unique_lock lock(mutex_);
    if (ending_) {
        const auto least = retry_pause(1, random, config_.least_pause, config_.least_pause);
        const auto until = Clock::now() + least;
        if (until >= end_at_) return false;
        lock.unlock();
        std::this_thread::sleep_until(until);
        return true;
    }
    const auto length = retry_pause(failures, random, config_.least_pause, config_.most_pause);
    (void)changed_.wait_for(lock, length, [this] { return ending_; });
    return true;
}

bool Shipper::out_of_time() const {
    const std::lock_guard lock(mutex_);
    return ending_ && Clock::now() >= end_at_;
}

// A line about each turn of the tide, none about each attempt.
void Shipper::tell_state(const Delivery& delivery) {
    const bool fails = delivery.end != Delivery::End::Accepted;
    if (fails == std::exchange(failing_, fails)) return;
    if (fails)
        log_event(spdlog::level::warn, "log records do not reach the collector",
                  {{"reason", delivery.why}});
    else
        log_event(spdlog::level::info, "log records reach the collector again", {});
}

void Shipper::tell_drops(bool at_last) {
    const std::uint64_t dropped = counts().dropped;
    if (dropped == told_ || (!at_last && Clock::now() < next_report_)) return;
    next_report_ = Clock::now() + config_.report;
    log_event(spdlog::level::warn, "log records dropped on their way to the collector",
              {{"count", std::to_string(dropped - told_)}, {"total", std::to_string(dropped)}});
    told_ = dropped;
}

}  // namespace kiln::pool
