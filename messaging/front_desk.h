#pragma once

#include <chrono>
#include <cstddef>
#include <memory>
#include <optional>
#include <string>

#include "engine/job.h"
#include "messaging/codec/reply_encoder.h"
#include "messaging/intake.h"
#include "messaging/log_budget.h"
#include "messaging/nats/inbound.h"
#include "messaging/nats/reply_wire.h"
#include "pool/isolation.h"

namespace kiln::messaging {

// How long a reply is worth delivering after its job's deadline: clients that lost their
// connection meanwhile may have begun to wait later than the request tells.
inline constexpr std::chrono::seconds kAfterDeadline{5};

// Where one answer goes. Shared by what may give it; the first to do so is the only one.
struct Pending {
    std::string reply_to;
    std::string id;
    Clock::time_point arrived;
    Clock::time_point deadline;
    bool answered = false;

    // The answer, without its text.
    [[nodiscard]] OutboundReply reply() const;
};

// The first to see a request: decodes it, and answers by itself what is no job. Lives on the
// thread that NATS is read on, so that neither garbage nor large requests cost the executor
// anything; only `refusals` is shared with it.
class FrontDesk {
  public:
    struct About {
        std::string worker;
        pool::Isolation isolation;
    };
    FrontDesk(Intake intake, About about, std::shared_ptr<LogBudget> refusals)
        : intake_(std::move(intake)), about_(std::move(about)), refusals_(std::move(refusals)) {}

    // One of the two is there; `pending` always is.
    struct Looked {
        Pending pending;
        std::optional<OutboundReply> answer;
        std::optional<engine::Job> job;
    };
    [[nodiscard]] Looked look_at(Inbound request, std::size_t max_payload);

    // Once a second: says how many refusals were not logged.
    void look() { refusals_->look(); }

  private:
    Intake intake_;
    const About about_;
    const std::shared_ptr<LogBudget> refusals_;
};

}  // namespace kiln::messaging
