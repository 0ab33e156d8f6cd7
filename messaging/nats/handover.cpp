#include "messaging/nats/handover.h"

#include <boost/asio/post.hpp>
#include <chrono>
#include <utility>

namespace kiln::messaging {

namespace {

// How long a slice may take before timers and descriptors get their turn.
constexpr auto kSlice = std::chrono::microseconds(500);

}  // namespace

bool Handover::has_room(std::size_t bytes) const {
    const std::lock_guard lock(mutex_);
    return items_.size() < bounds_.items && bytes_ + bytes <= bounds_.bytes;
}

void Handover::push(std::function<void()> work, std::size_t bytes) {
    {
        const std::lock_guard lock(mutex_);
        if (closed_) return;
        items_.push_back({std::move(work), bytes});
        bytes_ += bytes;
        if (std::exchange(posted_, true)) return;
    }
    post();
}

void Handover::post() {
    boost::asio::post(executor_, [self = shared_from_this()] { self->slice(); });
}

void Handover::slice() {
    const auto end = std::chrono::steady_clock::now() + kSlice;
    do {
        Item item;
        {
            const std::lock_guard lock(mutex_);
            if (items_.empty()) {
                posted_ = false;
                return;
            }
            item = std::move(items_.front());
            items_.pop_front();
            bytes_ -= item.bytes;
        }
        item.work();
    } while (std::chrono::steady_clock::now() < end);
    post();
}

void Handover::close() {
    std::deque<Item> rest;
    const std::lock_guard lock(mutex_);
    closed_ = true;
    rest.swap(items_);
    bytes_ = 0;
}

}  // namespace kiln::messaging
