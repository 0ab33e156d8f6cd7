#pragma once

#include <chrono>
#include <condition_variable>
#include <functional>
#include <memory>
#include <mutex>
#include <thread>

#include "messaging/durable/jobs_session.h"

namespace kiln::messaging {

// A thread that asks JetStream for one stored job after the other, each only when there is a place
// for it: so that waiting for the next never holds up what becomes of the last. A job that comes
// while the last places go is still handed on: its receiver hands it back.
class Puller {
  public:
    struct Tools {
        // Asks for a place, on any thread and without waiting for it; `answer` is called once, or
        // never. A place that is given is taken, until `take` or `leave`.
        std::function<void(std::function<void(bool)> answer)> ask;
        std::function<void(JobsMessage)> take;
        std::function<void()> leave;               // there was no job for the place
        std::function<void(std::string)> trouble;  // a fetch failed
    };
    explicit Puller(Tools tools) : tools_(std::move(tools)) {}
    // stop() must have been called, if start() was.
    ~Puller() = default;

    void start();
    // Where to pull from, from now on; null: nowhere. A fetch that is under way ends when its
    // session is closed, or within kFetch.
    void use(std::shared_ptr<JobsSession> session);
    // Ends the thread; the session in use must be closed.
    void stop();

    static constexpr std::chrono::seconds kFetch{4};

  private:
    void run();
    [[nodiscard]] std::shared_ptr<JobsSession> next_session();
    [[nodiscard]] bool ask_for_place();
    void pause(std::chrono::milliseconds time);

    const Tools tools_;
    std::mutex mutex_;
    std::condition_variable changed_;
    std::shared_ptr<JobsSession> session_;
    bool stopping_ = false;
    std::thread thread_;
};

}  // namespace kiln::messaging
