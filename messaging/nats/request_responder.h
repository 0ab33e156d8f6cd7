#pragma once

#include <functional>
#include <memory>
#include <string>
#include <utility>

#include "messaging/discovery/endpoint_stats.h"
#include "messaging/nats/reply_wire.h"
#include "messaging/responder.h"

namespace kiln::messaging {

// A reply whose text is yet to be made: `encode` gets the server's largest payload.
struct ReplyDraft {
    OutboundReply reply;  // without its payload
    std::function<std::string(std::size_t max_payload)> encode;
    std::size_t bytes = 0;  // that `encode` holds
};

// Answers a request that has a reply subject: whatever the answer is, one message goes there. Its
// client wants one only, and so hears nothing of progress. `stats` counts the answer; may be null.
class RequestResponder final : public Responder {
  public:
    using Send = std::function<void(ReplyDraft)>;

    RequestResponder(std::string reply_to, Clock::time_point arrived, Send send,
                     std::shared_ptr<EndpointStats> stats)
        : reply_to_(std::move(reply_to)),
          arrived_(arrived),
          send_(std::move(send)),
          stats_(std::move(stats)) {}

    void reply(Answer answer) override { send(std::move(answer), false); }
    void progress() override {}
    void refuse_for_now(Answer answer) override { send(std::move(answer), true); }
    void refuse_for_ever(Answer answer) override { send(std::move(answer), true); }

  private:
    void send(Answer answer, bool refusal) {
        const bool ours = answer.verdict == engine::Verdict::InternalError;
        if (stats_)
            stats_->count(Clock::now() - arrived_,
                          refusal || ours ? std::optional(answer.verdict) : std::nullopt);
        send_({{reply_to_, "", arrived_, answer.give_up, std::move(answer.job_id),
                std::move(answer.trace.parent), refusal},
               std::move(answer.encode),
               answer.bytes});
    }

    const std::string reply_to_;
    const Clock::time_point arrived_;
    const Send send_;
    const std::shared_ptr<EndpointStats> stats_;
};

}  // namespace kiln::messaging
