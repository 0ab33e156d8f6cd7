#pragma once

#include <atomic>
#include <cstddef>
#include <functional>
#include <mutex>
#include <utility>

#include "messaging/durable/jobs_session.h"

namespace kiln::messaging {

// Where the library's threads leave what they have for the clerk, who may be gone already: then it
// goes nowhere. Bounded: what is beyond is answered at once, on the library's thread.
class Inlet final : public JobsListener {
  public:
    struct Handlers {
        std::function<bool(std::string_view reply)> may_answer;
        std::function<void(JobsMessage)> message;  // posts it; done() when it was looked at
        std::function<void(std::string_view reply)> too_many;
        std::function<void()> closed;
        std::function<void()> forbidden;
    };
    static constexpr std::size_t kMost = 1024;
    static constexpr std::size_t kMostBytes = 64u << 20;

    void open(Handlers handlers) {
        const std::lock_guard lock(mutex_);
        handlers_ = std::move(handlers);
        open_ = true;
    }
    // After this no handler is called any more.
    void close() {
        const std::lock_guard lock(mutex_);
        open_ = false;
        handlers_ = {};
    }
    void done(std::size_t bytes) {
        --messages_;
        bytes_ -= bytes;
    }

    bool wanted(std::string_view /*subject*/, std::string_view reply, std::size_t bytes) override {
        const std::lock_guard lock(mutex_);
        if (!open_) return false;
        if (!reply.empty() && !handlers_.may_answer(reply)) return false;
        if (messages_ < kMost && bytes_ + bytes <= kMostBytes) return true;
        if (!reply.empty()) handlers_.too_many(reply);
        return false;
    }
    void on_message(JobsMessage message) override {
        const std::lock_guard lock(mutex_);
        if (!open_) return;
        ++messages_;
        bytes_ += message.data.size();
        handlers_.message(std::move(message));
    }
    void on_closed() override { call(&Handlers::closed); }
    void on_forbidden() override { call(&Handlers::forbidden); }

  private:
    void call(std::function<void()> Handlers::*handler) {
        const std::lock_guard lock(mutex_);
        if (open_) (handlers_.*handler)();
    }

    std::mutex mutex_;
    Handlers handlers_;
    bool open_ = false;
    std::atomic<std::size_t> messages_ = 0;  // with the clerk, not looked at yet
    std::atomic<std::size_t> bytes_ = 0;
};

}  // namespace kiln::messaging
