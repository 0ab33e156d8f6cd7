#pragma once

#include <functional>
#include <memory>
#include <string>
#include <utility>

#include "messaging/discovery/endpoint_stats.h"
#include "messaging/nats/passable_request.h"
#include "messaging/nats/reply_wire.h"
#include "messaging/responder.h"

namespace kiln::messaging {

// A reply whose text is yet to be made: `encode` gets the server's largest payload.
struct ReplyDraft {
    OutboundReply reply;  // without its payload
    std::function<std::string(std::size_t max_payload)> encode;
    std::size_t bytes = 0;  // that `encode` holds
    // Not null: another instance may give a better answer, if this is passed on to it.
    std::shared_ptr<const PassableRequest> request;
    Clock::time_point answer_by{};  // that one, then
};

// Answers a request that has a reply subject: whatever the answer is, one message goes there. Its
// client wants one only, and so hears nothing of progress.
class RequestResponder final : public Responder {
  public:
    using Send = std::function<void(ReplyDraft)>;
    struct Beside {                            // each may be null
        std::shared_ptr<EndpointStats> stats;  // counts the answer
        // The request, where it may be passed on; held until the engine has the job.
        std::shared_ptr<const PassableRequest> passable;
    };

    RequestResponder(std::string reply_to, Clock::time_point arrived, Send send, Beside beside)
        : reply_to_(std::move(reply_to)),
          arrived_(arrived),
          send_(std::move(send)),
          beside_(std::move(beside)) {}

    void reply(Answer answer) override { send(std::move(answer), false); }
    void progress() override { beside_.passable.reset(); }
    void refuse_for_now(Answer answer) override { send(std::move(answer), true); }
    void refuse_for_ever(Answer answer) override { send(std::move(answer), true); }

  private:
    void send(Answer answer, bool refusal) {
        const bool ours = answer.verdict == engine::Verdict::InternalError;
        if (beside_.stats)
            beside_.stats->count(Clock::now() - arrived_,
                                 refusal || ours ? std::optional(answer.verdict) : std::nullopt);
        ReplyDraft draft;
        draft.reply = {reply_to_,
                       "",
                       arrived_,
                       answer.give_up,
                       std::move(answer.job_id),
                       std::move(answer.trace.parent),
                       refusal};
        draft.encode = std::move(answer.encode);
        draft.bytes = answer.bytes;
        if (answer.elsewhere_by) {
            draft.request = std::move(beside_.passable);
            draft.answer_by = *answer.elsewhere_by;
        }
        send_(std::move(draft));
    }

    const std::string reply_to_;
    const Clock::time_point arrived_;
    const Send send_;
    Beside beside_;
};

}  // namespace kiln::messaging
