#pragma once

#include <boost/asio/any_io_executor.hpp>
#include <cstddef>
#include <deque>
#include <functional>
#include <memory>
#include <mutex>

namespace kiln::messaging {

// Work on its way from one thread to an executor: bounded, in order, and done in slices, so that
// a burst of it does not keep the executor from its timers and descriptors.
class Handover : public std::enable_shared_from_this<Handover> {
  public:
    struct Bounds {
        std::size_t items = 1024;
        std::size_t bytes = 64u << 20;
    };
    Handover(boost::asio::any_io_executor executor, Bounds bounds)
        : executor_(std::move(executor)), bounds_(bounds) {}

    // Whether so much more fits. On any thread, as push().
    [[nodiscard]] bool has_room(std::size_t bytes) const;
    // Takes it in any case: to ask first is the caller's part.
    void push(std::function<void()> work, std::size_t bytes);

    // On the executor: what has not been done will not be.
    void close();

  private:
    struct Item {
        std::function<void()> work;
        std::size_t bytes = 0;
    };
    void slice();
    void post();

    const boost::asio::any_io_executor executor_;
    const Bounds bounds_;
    mutable std::mutex mutex_;
    std::deque<Item> items_;
    std::size_t bytes_ = 0;
    bool posted_ = false;
    bool closed_ = false;
};

}  // namespace kiln::messaging
