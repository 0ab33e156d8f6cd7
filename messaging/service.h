#pragma once

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>
#include <chrono>
#include <cstddef>
#include <filesystem>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "engine/engine.h"
#include "messaging/durable/durable_jobs.h"
#include "messaging/nats/connection.h"
#include "messaging/nats/reply_subjects.h"
#include "messaging/nats/server_access.h"
#include "messaging/refusal_counts.h"
#include "messaging/v1_routes.h"
#include "messaging/validation/rate_limiter.h"
#include "pool/base/result.h"

namespace kiln::messaging {

struct ServiceConfig {
    ServerAccess nats;
    std::string worker_name;            // in replies and in NATS; "": the host's name
    std::string version = "0.0.0";      // of Kiln, as discovery tells it
    std::filesystem::path policy_file;  // "": no patterns are denied
    std::vector<Route> routes{compiler_route(), problems_route()};
    std::chrono::milliseconds most_deadline{60'000};  // that a request may ask for
    ReplySubjects reply_subjects;                     // where replies may be sent
    RateLimit rate_limit;
    DurableSettings durable;
    // Called once, on the executor, when the server first has our subscriptions; may be empty.
    std::function<void()> on_ready;
};

// What came and went. Plain data.
struct Traffic {
    NatsTraffic nats;
    RefusalCounts::Totals refused{};  // requests that became no job, by reason
};

// The engine behind NATS: requests of all routes become jobs, outcomes become replies, one
// reply for each request that can be answered. Start order does not matter: it waits for NATS,
// and goes on after a lost connection with the jobs it has.
//
// Lives on `executor`, the engine's, one thread. The engine must outlive it and be ready for
// jobs when start() is called. In the end:
//
//     const bool ended = co_await service.drain(until);
//     if (!ended) co_await engine.stop();  // everything answered
//     co_await service.stop();             // everything closed
class Service {
  public:
    Service(boost::asio::any_io_executor executor, engine::Engine& engine, ServiceConfig config);
    Service(const Service&) = delete;
    Service& operator=(const Service&) = delete;
    // stop() must have completed, if start() succeeded.
    ~Service();

    // Reads the policy and begins to connect; returns without waiting for NATS. The Error is
    // about the settings: nothing was started then.
    [[nodiscard]] pool::Result<void> start();

    // Leaves the queue group, then waits for the outcome of each job taken so far and for its
    // reply to arrive, at the latest at `until`. Says whether every job has its outcome.
    [[nodiscard]] boost::asio::awaitable<bool> drain(engine::Clock::time_point until);

    // Gives replies that are already on their way half a second, then closes the connection.
    // Later outcomes go nowhere. Never fails; needs no drain() before it.
    [[nodiscard]] boost::asio::awaitable<void> stop();

    [[nodiscard]] bool connected() const;
    // Jobs taken and not answered yet.
    [[nodiscard]] std::size_t outstanding() const;
    // What it has counted since start(); nothing before that.
    [[nodiscard]] Traffic traffic() const;
    // Of stored jobs; null where these are off.
    [[nodiscard]] const DurableCounts* durable() const;

  private:
    class State;
    std::shared_ptr<State> state_;
};

}  // namespace kiln::messaging
