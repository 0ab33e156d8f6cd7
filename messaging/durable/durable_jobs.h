#pragma once

#include <atomic>
#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>
#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>

#include "engine/engine.h"
#include "messaging/dispatcher.h"
#include "messaging/durable/settings.h"
#include "messaging/front_desk.h"
#include "messaging/nats/reply_subjects.h"
#include "messaging/nats/server_access.h"

namespace kiln::messaging {

// What happened so far, and how it stands. Read on any thread.
struct DurableCounts {
    std::atomic<std::uint64_t> submitted = 0;    // published here
    std::atomic<std::uint64_t> pulled = 0;       // deliveries taken, whatever became of them
    std::atomic<std::uint64_t> redelivered = 0;  // of these, with an attempt or a result before
    std::atomic<std::uint64_t> stored = 0;       // results
    std::atomic<std::uint64_t> parked = 0;
    std::atomic<std::uint64_t> fenced = 0;     // results thrown away: another had the job by then
    std::atomic<std::uint64_t> cancelled = 0;  // by id, stored jobs and others
    std::atomic<std::uint64_t> held = 0;       // stored jobs that are this instance's now
    std::atomic<std::uint64_t> lag = 0;        // that nobody has pulled yet, when last looked
    std::atomic<bool> ready = false;           // JetStream has what is needed
};

struct DurableConfig {
    DurableSettings settings;
    ServerAccess nats;
    std::string worker;
    ReplySubjects reply_subjects;
    std::chrono::milliseconds most_wait{60'000};  // that Kiln-Wait-Ms may ask for
    // Look at what is submitted, and at what is pulled (which nobody's rate limits any more). For
    // one thread of ours.
    std::function<std::unique_ptr<FrontDesk>()> submit_desk;
    std::function<std::unique_ptr<FrontDesk>()> pull_desk;
};

// Stored jobs: kiln.jobs.submit, get and cancel, and the pulling of what was submitted. On a
// connection and threads of its own, so that JetStream's troubles are nobody else's; cancel works
// for the jobs of requests, too, and without JetStream.
//
// Lives on `executor`, the engine's, one thread. Engine and dispatcher must outlive it. stop() must
// have completed before the destructor runs, if start() was called.
class DurableJobs {
  public:
    DurableJobs(boost::asio::any_io_executor executor, engine::Engine& engine,
                std::weak_ptr<Dispatcher> dispatcher, DurableConfig config);
    DurableJobs(const DurableJobs&) = delete;
    DurableJobs& operator=(const DurableJobs&) = delete;
    ~DurableJobs();

    // Starts the threads; returns without waiting for NATS.
    void start();
    // Takes and pulls nothing more. What was pulled and has not begun is handed back.
    void stop_receiving();
    // Completes when every job that was pulled has its result stored or was handed back, at the
    // latest at `until`. Says which. What is left then is given to another instance in time.
    [[nodiscard]] boost::asio::awaitable<bool> settle(Clock::time_point until);
    // Closes the connection and ends the threads.
    [[nodiscard]] boost::asio::awaitable<void> stop();

    [[nodiscard]] const DurableCounts& counts() const;

  private:
    class Core;
    std::shared_ptr<Core> core_;
};

}  // namespace kiln::messaging
