#pragma once

#include <chrono>
#include <memory>
#include <optional>
#include <string>

#include "engine/job.h"
#include "messaging/inbound.h"
#include "messaging/intake.h"
#include "messaging/log_budget.h"
#include "messaging/refusal_counts.h"
#include "pool/isolation.h"

namespace kiln::messaging {

// How long an answer is worth delivering after its job's deadline: clients that lost their
// connection meanwhile may have begun to wait later than the request tells.
inline constexpr std::chrono::seconds kAfterDeadline{5};

// A request that became a job, and how it is to be answered.
struct Accepted {
    engine::Job job;
    std::unique_ptr<Responder> responder;
    TraceContext trace{};
    bool named = false;    // the request brought its id
    unsigned attempt = 0;  // which one of a stored job's this is, for its reply; 0: no stored job
};

// The answer to this job's request, without its text.
[[nodiscard]] Answer answer_to(const engine::Job& job, TraceContext trace);

// The first to see a request, whatever source brings it: decodes it, and refuses by itself what is
// no job. Lives on one thread, which is not the executor's, so that neither garbage nor large
// requests cost that anything; only `refusals` is shared with it.
class FrontDesk {
  public:
    struct About {
        std::string worker;
        pool::Isolation isolation;
    };
    FrontDesk(Intake intake, About about, std::shared_ptr<LogBudget> refusals)
        : intake_(std::move(intake)), about_(std::move(about)), refusals_(std::move(refusals)) {}

    // Nothing: the request is answered.
    [[nodiscard]] std::optional<Accepted> look_at(Inbound request);

    // What it has refused so far; on any thread.
    [[nodiscard]] const RefusalCounts& refused() const { return refused_; }

    // Once a second: says how many refusals were not logged.
    void look() { refusals_->look(); }

  private:
    void refuse(const engine::Job& job, TraceContext trace, Refusal refusal, Responder& responder);

    Intake intake_;
    const About about_;
    const std::shared_ptr<LogBudget> refusals_;
    RefusalCounts refused_;
};

}  // namespace kiln::messaging
