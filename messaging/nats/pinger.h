#pragma once

#include <nats/nats.h>

#include <condition_variable>
#include <cstdint>
#include <functional>
#include <memory>
#include <mutex>
#include <thread>

namespace kiln::messaging {

// What a sign that was asked for speaks of: what was written before, on this connection.
struct AskedSign {
    std::uint64_t reply = 0;   // the number of the last one
    std::uint64_t passed = 0;  // of the last request passed on
    std::uint64_t connection = 0;
};

// Asks the server for a sign that it has dealt with everything sent so far: a PONG. The library
// has only a call that blocks until it comes, so a thread of our own makes it, one at a time. No
// message and no subject is involved, so nobody but the server can give the sign.
class Pinger {
  public:
    // On the pinger's thread, once for each ask(); false if the sign did not come.
    using Answer = std::function<void(bool confirmed)>;

    explicit Pinger(Answer answer) : answer_(std::move(answer)) {}
    Pinger(const Pinger&) = delete;
    Pinger& operator=(const Pinger&) = delete;
    // stop() must have been called, if start() was.
    ~Pinger();

    void start();
    // The last question must have been answered. Only what was sent on `connection` is meant.
    void ask(std::shared_ptr<natsConnection> connection);
    // Ends the thread; close the connection first, or it may take two seconds.
    void stop();

  private:
    void run();

    const Answer answer_;
    std::mutex mutex_;
    std::condition_variable changed_;
    std::shared_ptr<natsConnection> question_;
    bool stopping_ = false;
    std::thread thread_;
};

}  // namespace kiln::messaging
