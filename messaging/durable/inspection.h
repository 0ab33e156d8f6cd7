#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "messaging/durable/jobs_session.h"
#include "messaging/nats/server_access.h"
#include "pool/base/result.h"

namespace kiln::messaging {

// A job that was parked, with its story as far as it has one.
struct ParkedJob {
    std::string id;
    std::string reason;
    std::string attempts;
    std::string worker;  // of the last attempt
    std::string at;      // seconds since 1970
};

// What an operator sees of stored jobs: a blocking client of JetStream for `kiln jobs`, with a
// connection of its own. Every call ends within some seconds.
class JobsInspection {
  public:
    // `access` must outlive it.
    [[nodiscard]] static pool::Result<JobsInspection> connect(const ServerAccess& access);

    // Of the queue: the ids of jobs that wait or run, in no order, and how many nobody has pulled.
    struct Queue {
        std::vector<std::string> ids;
        std::uint64_t waiting = 0;
    };
    [[nodiscard]] pool::Result<Queue> queue() const;
    [[nodiscard]] pool::Result<std::vector<ParkedJob>> parked() const;

    // Puts a parked job into the queue again, its attempts forgotten. In an order in which a
    // failure halfway loses nothing: what it left is parked still, and may be replayed again.
    [[nodiscard]] pool::Result<void> replay(const std::string& id) const;

  private:
    explicit JobsInspection(std::shared_ptr<JobsSession> session) : session_(std::move(session)) {}
    [[nodiscard]] pool::Result<std::vector<std::string>> subjects(const char* stream,
                                                                  const char* prefix) const;
    std::shared_ptr<JobsSession> session_;
};

}  // namespace kiln::messaging
