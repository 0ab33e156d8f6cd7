#pragma once

#include <chrono>
#include <cstddef>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "messaging/durable/jetstream.h"
#include "messaging/headers.h"
#include "messaging/nats/handles.h"
#include "messaging/nats/server_access.h"
#include "pool/base/result.h"

namespace kiln::messaging {

// A message of a subject of ours, copied.
struct JobsMessage {
    std::string subject;
    std::string reply;  // where the answer goes, or the acknowledgement of a stored job
    std::string data;
    Headers headers;
    bool for_one = false;  // no other instance has it
};

// What a session tells of. On the library's threads, several at once: an implementation copies,
// posts and returns.
class JobsListener {
  public:
    JobsListener() = default;
    JobsListener(const JobsListener&) = delete;
    JobsListener& operator=(const JobsListener&) = delete;
    virtual ~JobsListener() = default;

    // Whether on_message() shall get one with this reply subject and size.
    [[nodiscard]] virtual bool wanted(std::string_view subject, std::string_view reply,
                                      std::size_t bytes) = 0;
    virtual void on_message(JobsMessage message) = 0;
    virtual void on_closed() = 0;
    virtual void on_forbidden() = 0;  // the server refuses a subject to our user
};

// One connection for what takes JetStream's answers to wait for, apart from the one for requests,
// whose thread never waits. When it is lost it is over, the listener is told, and another is made.
//
// On any thread of ours, several at a time; the library locks. Each call blocks for a few seconds
// at most. `listener` is held until the library is done with the connection.
class JobsSession {
  public:
    [[nodiscard]] static pool::Result<std::shared_ptr<JobsSession>> open(
        const ServerAccess& access, const std::string& name,
        std::shared_ptr<JobsListener> listener);
    JobsSession(const JobsSession&) = delete;
    JobsSession& operator=(const JobsSession&) = delete;
    // Closes the connection: whoever waits in a call of the library returns.
    ~JobsSession();
    void close();

    [[nodiscard]] const JetStream& jetstream() const { return *jetstream_; }
    [[nodiscard]] std::size_t max_payload() const;

    // Messages on `subject` come to the listener, `group` "" for all of them. The subscription is
    // the caller's, and must go before the session.
    [[nodiscard]] pool::Result<SubscriptionHandle> subscribe(const std::string& subject,
                                                             const std::string& group) const;
    // False: it did not leave.
    bool publish(const std::string& subject, std::string_view data) const;

    // Binds to the consumer of stored jobs; once, before fetch().
    [[nodiscard]] pool::Result<void> bind();
    // The next stored job, waiting for at most `limit`. Absent: none came.
    [[nodiscard]] Call fetch(std::chrono::milliseconds limit, JobsMessage& into) const;

  private:
    JobsSession() = default;

    std::shared_ptr<JobsListener> listener_;
    ConnectionHandle connection_;
    std::optional<JetStream> jetstream_;
    SubscriptionHandle pull_;
};

}  // namespace kiln::messaging
